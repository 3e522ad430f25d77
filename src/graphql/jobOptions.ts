import { parseOptions } from '../domain/options.js';
import type { JobOptions } from '../store/types.js';
import type { UploadOptions } from './types/uploadOptions.js';

/** @throws CodedError BAD_USER_INPUT that names the option and what is allowed */
export function jobOptions(given: UploadOptions | null): JobOptions {
  const options: JobOptions = parseOptions(given ?? {});
  if (given?.compareWithPrevious === false) options.compareWithPrevious = false;
  return options;
}
