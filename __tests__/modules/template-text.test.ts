import fc from 'fast-check';
import { templateText } from '../../modules/template-text';

/** What Terraform makes of the text of a template without expressions. */
function literal(template: string): string {
  return template.replace(/([$%])\1\{/g, '$1{');
}

test('Terraform reads back any text as it is', () => {
  const text = fc.string({ unit: fc.constantFrom('$', '%', '{', '}', 'a', '"') });
  fc.assert(fc.property(text, (written) => literal(templateText(written)) === written));
});

test('no text starts an expression', () => {
  const text = fc.string({ unit: fc.constantFrom('$', '%', '{', '}', 'a') });
  fc.assert(fc.property(text, (written) => !/(?<![$%])[$%]\{/.test(templateText(written))));
});
