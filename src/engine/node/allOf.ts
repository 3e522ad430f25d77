import { CodedError } from '../../errors.js';

/**
 * All results, or the failure that stopped the others; only once every task has ended: the memory is used again for
 * the next pass or file, and none may still write to it then.
 */
export async function allOf<T extends unknown[]>(
  running: { [K in keyof T]: Promise<T[K]> },
  onFailure: () => void = () => {},
): Promise<T> {
  for (const one of running) one.catch(onFailure);
  const results = await Promise.allSettled(running);
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  const isConsequence = (failure: unknown) => failure instanceof CodedError && failure.code === 'CANCELLED';
  if (failures.length > 0) throw failures.find((failure) => !isConsequence(failure)) ?? failures[0];
  return results.map((result) => (result as PromiseFulfilledResult<T[number]>).value) as T;
}
