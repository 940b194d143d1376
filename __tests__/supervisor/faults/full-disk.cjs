/** Loaded into a program, it makes the disk full as soon as the file FULL_DISK_FLAG exists; what is in memory is not. */
const fs = require('node:fs');

const isFull = () => fs.existsSync(process.env.FULL_DISK_FLAG);
const isInMemory = (path) => String(path).includes('/run/');
const { statfs } = fs.promises;
fs.promises.statfs = async (...args) => {
  const answer = await statfs(...args);
  return isFull() ? Object.assign(answer, { bfree: 0, bavail: 0 }) : answer;
};
for (const name of ['writeFile', 'appendFile', 'mkdir', 'copyFile']) {
  const original = fs.promises[name];
  fs.promises[name] = async (path, ...args) => {
    if (!isFull() || isInMemory(path)) return original(path, ...args);
    throw Object.assign(new Error(`ENOSPC: no space left on device, ${name} '${path}'`), { code: 'ENOSPC' });
  };
}
