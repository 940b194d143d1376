/*
 * Runs a Lambda function once, as Lambda's own runtime does: reads the event from standard input, and writes what the
 * handler returns, or the error it throws, to the file named last. Arguments: folder of the code, handler, file.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
 */
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const [folder, handlerName, answer] = process.argv.slice(2);
const [file, name] = handlerName.split('.');
const deadline = Date.now() + Number(process.env.AGENT_FLEET_TIMEOUT_MS);
const context = {
  functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
  getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
};

(async () => {
  const handler = require(join(folder, file))[name];
  const result = await handler(JSON.parse(readFileSync(0, 'utf8')), context);
  writeFileSync(answer, JSON.stringify({ result: result ?? null }));
})().catch((error) => {
  const { name: errorType = 'Error', message: errorMessage = String(error), stack = '' } = error ?? {};
  writeFileSync(answer, JSON.stringify({ error: { errorType, errorMessage, trace: stack.split('\n') } }));
});
