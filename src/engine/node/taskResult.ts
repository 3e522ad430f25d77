import { CodedError, type ErrorCode } from '../../errors.js';

/**
 * How a task answers across threads. A thrown error loses its class and its fields on the way, and with them its
 * code; so coded errors travel as data. Anything else is thrown as it is.
 */
export type TaskResult<T> = { value: T } | { failure: { code: ErrorCode; message: string } };

/** A function for the pool to call, made from one that throws coded errors. */
export function asTask<Task, T>(
  work: (task: Task) => T | Promise<T>,
): (task: Task) => Promise<TaskResult<T>> {
  return async (task) => {
    try {
      return { value: await work(task) };
    } catch (error) {
      if (error instanceof CodedError) return { failure: { code: error.code, message: error.message } };
      throw error;
    }
  };
}

export function unwrap<T>(result: TaskResult<T>): T {
  if ('failure' in result) throw new CodedError(result.failure.code, result.failure.message);
  return result.value;
}
