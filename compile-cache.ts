import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/**
 * Keeps what V8 makes of the thousand files of CDKTF and its bindings, for the next run. Imported before them. Where nothing
 * can be written it does nothing; Node before 22.1 has no such cache.
 */
enableCompileCache?.(join(__dirname, 'node_modules', '.cache', 'compile'));
