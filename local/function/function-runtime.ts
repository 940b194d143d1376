/**
 * The process that a deployed function runs in. Arguments: speed, folder of the code, handler (`index.handler`).
 * The code is loaded after time has been compressed, once; invocations come over the channel to the parent.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { z } from 'zod';
import { compressTime } from '../time-compression';
import { type FunctionReport, functionRequest } from './function-message';
import { outputMark } from './function-output';

const [speed = '1', folder = '.', handlerName = 'index.handler'] = process.argv.slice(2);
// Gone parent, no function.
process.once('disconnect', () => process.exit(0));
compressTime(Number(speed));

function report(message: FunctionReport): void {
  for (const stream of [process.stdout, process.stderr]) stream.write(`${outputMark}\n`);
  process.send?.(message);
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

const [file = 'index', exported = 'handler'] = handlerName.split('.');
try {
  const code = z.record(z.string(), z.unknown()).parse({ ...createRequire(join(folder, 'x'))(join(folder, file)) });
  const handler = code[exported];
  if (typeof handler !== 'function') throw new Error(`${handlerName} is no function`);
  process.on('message', async (message) => {
    const { event, timeoutMs, requestId, functionArn } = functionRequest.parse(message);
    const deadline = Date.now() + timeoutMs;
    const context = {
      awsRequestId: requestId,
      invokedFunctionArn: functionArn,
      functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
      functionVersion: '$LATEST',
      memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
      getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    };
    try {
      await handler(event, context);
      report({ type: 'done' });
    } catch (error) {
      report({ type: 'failed', error: describe(error) });
    }
  });
  report({ type: 'loaded' });
} catch (error) {
  report({ type: 'failed', error: describe(error) });
  process.disconnect();
}
