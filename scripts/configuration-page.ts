import { stackKeys } from '../config/agent-aws-stack/stack-keys';
import { settingsTable } from '../config/settings-table';
import { withSection } from './generated-section';

/** docs/configuration.md with its generated tables brought up to date. */
export function configurationPage(page: string): string {
  return withSection(withSection(page, 'settings', settingsTable()), 'agent-aws-stack', stackKeyTable());
}

function stackKeyTable(): string {
  const rows = stackKeys.map((entry) => {
    const difference = 'difference' in entry ? entry.difference : '';
    const usual = entry.default === undefined ? 'required' : entry.default === '' ? '' : `\`${entry.default}\``;
    return `| \`${entry.key}\` | ${usual} | \`${entry.setting.replace(', ', '`, `')}\` | ${difference} |`;
  });
  return ['| agent-aws-stack | Default there | Here | What is different |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}
