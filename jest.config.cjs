/** @type {import('jest').Config} */
module.exports = {
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' } }] },
  // CDKTF's own module of that name.
  moduleNameMapper: { '(^\\.|/private)/stack-trace$': '<rootDir>/__tests__/no-stack-trace.cjs' },
  // The end-to-end suites mostly wait for what Terraform's provider waits for, so there is work for more than the cores.
  maxWorkers: 3,
  testSequencer: '<rootDir>/__tests__/longest-first.cjs',
  // Real processes on a busy machine take their time; what hangs is found all the same.
  testTimeout: 180_000,
  globalSetup: '<rootDir>/__tests__/temporary-folder/create.cjs',
  globalTeardown: '<rootDir>/__tests__/temporary-folder/remove.cjs',
  modulePathIgnorePatterns: ['<rootDir>/cdktf.out'],
};
