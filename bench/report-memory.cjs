// Preloaded into the measured processes: each appends the most memory it ever held, in kilobytes.
const { appendFileSync } = require('node:fs');
process.on('exit', () => appendFileSync(process.env.BENCH_MEMORY_FILE, `${process.resourceUsage().maxRSS}\n`));
