// Preloaded into the measured processes: each appends the most memory it ever held, in kilobytes, and its processor time in microseconds.
const { appendFileSync } = require('node:fs');
process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  appendFileSync(process.env.BENCH_USAGE_FILE, `${maxRSS} ${userCPUTime + systemCPUTime}\n`);
});
