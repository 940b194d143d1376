import { defaultScenario } from '../../simulator/scenario';
import { parseScenarioFile, withScenarioFile } from '../../simulator/scenario-file';

function scenarioWith(text: string) {
  return withScenarioFile(defaultScenario, parseScenarioFile(text, 'scenario.json'));
}

test('what the file says replaces the defaults, and nothing else does', () => {
  const shortages = [{ from: 10, to: 20 }];
  const scenario = scenarioWith(JSON.stringify({ tickInterval: 5, failedBoots: 0.1, shortages }));
  expect(scenario).toEqual({
    ...defaultScenario,
    tickInterval: 5,
    faults: { ...defaultScenario.faults, failedBoots: 0.1, shortages },
  });
});

test('an empty file changes nothing', () => {
  expect(scenarioWith('{}')).toEqual(defaultScenario);
});

test.each([
  ['{"failedBoot":0.1}', 'failedBoot'],
  ['{"failedBoots":2}', 'failedBoots'],
  ['{"outages":[{"from":5,"to":5}]}', 'from before to'],
  ['{"sizeChanges":[{"at":0,"min":3,"max":2}]}', 'sizeChanges'],
])('%s is refused', (text, problem) => {
  expect(() => scenarioWith(text)).toThrow(problem);
});
