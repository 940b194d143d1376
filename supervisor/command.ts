import { execFile } from 'node:child_process';

/** Longer than any command takes that the supervisor runs, in milliseconds. */
const timeout = 60_000;

/** Runs a program to its end. @throws with what it says when it fails */
export type RunCommand = (command: string, args: readonly string[]) => Promise<void>;

export const runCommand: RunCommand = async (command, args) => {
  await new Promise<void>((resolve, reject) => {
    execFile(command, [...args], { timeout, windowsHide: true }, (error, _output, errors) => {
      if (error) reject(new Error(`${command} failed: ${errors.trim() || error.message}`, { cause: error }));
      else resolve();
    });
  });
};
