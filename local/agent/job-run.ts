import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import type { JobCommand, JobRequest, JobResult } from '../semaphore/protocol';
import type { AgentLog } from './agent-log';
import { type JobLog, now } from './job-log';
import type { AgentSettings } from './settings';
import { Shell } from './shell';

/** Exit status by which a job ends itself; its result is what SEMAPHORE_JOB_RESULT says. */
const stopStatus = 130;

/** One job on its way through the shell. */
export class JobRun {
  private readonly shell = new Shell();
  private readonly temporaryFiles: string[] = [];
  private isStopped = false;

  constructor(
    private readonly request: JobRequest,
    private readonly settings: AgentSettings,
    private readonly jobLog: JobLog,
    private readonly log: AgentLog,
  ) {}

  /** Runs the job to its end. */
  async run(): Promise<JobResult> {
    this.log.write(`Running job ${this.request.job_id}`);
    this.jobLog.jobStarted();
    const commandsResult = await this.runCommands();
    const hasEpilogue = !this.isStopped;
    if (hasEpilogue) await this.runEpilogues(commandsResult);
    await this.runPostJobHook();
    const result = hasEpilogue && this.isStopped ? 'stopped' : commandsResult;
    this.jobLog.jobFinished(result);
    await this.jobLog.close();
    await this.shell.close(this.isStopped);
    for (const file of this.temporaryFiles) rmSync(file, { force: true });
    this.log.write('Job teardown finished');
    return result;
  }

  /** Ends what runs at once; `run` then returns `stopped`. */
  stop(): void {
    this.log.write('Stopping job');
    this.isStopped = true;
    void this.shell.close(true);
  }

  private async runCommands(): Promise<JobResult> {
    const agentVariables = this.settings['env-vars'].map((variable) => {
      const [name = '', value = ''] = variable.split('=');
      return [name, value] as const;
    });
    const jobVariables = this.request.env_vars.map(({ name, value }) => [name, decode(value).toString()] as const);
    if ((await this.exportVariables([...jobVariables, ...agentVariables])) !== 0) return 'failed';
    if (this.injectFiles() !== 0) return 'failed';
    if (!(await this.runPreJobHook())) return 'failed';
    const { commands } = this.request;
    const status = commands.length === 0 ? 0 : await this.runUntilFailure(commands);
    if (this.isStopped) return 'stopped';
    if (status === stopStatus) return await this.resultOfStop();
    return status === 0 ? 'passed' : 'failed';
  }

  private async runEpilogues(result: JobResult): Promise<void> {
    await this.exportVariables([['SEMAPHORE_JOB_RESULT', result]]);
    const { epilogue_always_commands, epilogue_on_pass_commands, epilogue_on_fail_commands } = this.request;
    await this.runUntilFailure(epilogue_always_commands);
    await this.runUntilFailure(result === 'passed' ? epilogue_on_pass_commands : epilogue_on_fail_commands);
  }

  private async runUntilFailure(commands: readonly JobCommand[]): Promise<number> {
    let status = 1;
    for (const { directive, alias } of commands) {
      if (this.isStopped) return 1;
      status = await this.runShown(directive, alias);
      if (status !== 0) break;
    }
    return status;
  }

  private async runShown(command: string, alias = '', warning = ''): Promise<number> {
    const directive = alias === '' ? command : alias;
    this.jobLog.commandStarted(directive);
    if (alias !== '') this.jobLog.output(`Running: ${command}\n`);
    if (warning !== '') this.jobLog.output(`Warning: ${warning}\n`);
    const startedAt = now();
    const status = await this.shell.run(command, (text) => this.jobLog.output(text));
    this.jobLog.commandFinished(directive, status, startedAt);
    return status;
  }

  private async exportVariables(variables: readonly (readonly [string, string])[]): Promise<number> {
    const directive = 'Exporting environment variables';
    const startedAt = now();
    this.jobLog.commandStarted(directive);
    const byName = [...new Map(variables)].sort(([one], [other]) => (one < other ? -1 : 1));
    for (const [name] of byName) this.jobLog.output(`Exporting ${name}\n`);
    const file = join(tmpdir(), `.env-${process.hrtime.bigint()}`);
    this.temporaryFiles.push(file);
    writeFileSync(file, byName.map(([name, value]) => `export ${name}=${quote(value)}\n`).join(''));
    const status = await this.shell.run(`source '${file}'`, () => undefined);
    this.jobLog.commandFinished(directive, status, startedAt);
    return status;
  }

  private injectFiles(): number {
    const directive = 'Injecting Files';
    const startedAt = now();
    this.jobLog.commandStarted(directive);
    let status = 0;
    for (const { path, content, mode } of this.request.files) {
      const destination = isAbsolute(path) ? path : path.replace(/^(?!~)/, '~/').replaceAll('~', homedir());
      this.jobLog.output(`Injecting ${destination} with file mode ${mode}\n`);
      try {
        mkdirSync(dirname(destination), { recursive: true, mode: 0o750 });
        writeFileSync(destination, decode(content));
        if (!/^[0-7]+$/.test(mode)) throw new Error(`bad file permission '${mode}'`);
        chmodSync(destination, Number.parseInt(mode, 8));
      } catch (error) {
        this.jobLog.output(`${error instanceof Error ? error.message : error}\n`);
        status = 1;
        break;
      }
    }
    this.jobLog.commandFinished(directive, status, startedAt);
    return status;
  }

  private async runPreJobHook(): Promise<boolean> {
    const path = this.settings['pre-job-hook-path'];
    const isFatal = this.settings['fail-on-pre-job-hook-error'];
    if (path === '') return true;
    const command = `${this.settings['source-pre-job-hook'] ? 'source' : 'bash'} ${path}`;
    const outcome = isFatal ? 'fail the job if' : 'proceed with the job even if';
    const warning = `The agent is configured to ${outcome} the pre-job hook fails.`;
    const status = await this.runShown(command, 'Running the pre-job hook configured in the agent', warning);
    return status === 0 || !isFatal;
  }

  private async runPostJobHook(): Promise<void> {
    const path = this.settings['post-job-hook-path'];
    if (path !== '') await this.runShown(`bash ${path}`, 'Running the post-job hook configured in the agent');
  }

  private async resultOfStop(): Promise<JobResult> {
    this.isStopped = true;
    const directive = 'Checking job result';
    const startedAt = now();
    this.jobLog.commandStarted(directive);
    let output = '';
    await this.shell.run('echo $SEMAPHORE_JOB_RESULT', (text) => {
      output += text;
    });
    const said = output.trim();
    const result = said === 'passed' || said === 'failed' ? said : 'stopped';
    this.jobLog.output(`SEMAPHORE_JOB_RESULT is set to '${said}' - stopping job and marking it as ${result}`);
    this.jobLog.commandFinished(directive, 0, startedAt);
    return result;
  }
}

function decode(base64: string): Buffer {
  return Buffer.from(base64, 'base64');
}

function quote(value: string): string {
  return `'${value.replaceAll("'", `'"'"'`)}'`;
}
