import { CodedError } from '../errors.js';
import type { SocketLimits } from '../graphql/context.js';

/** Counts the connections of each address. */
export class SocketCount {
  readonly #open = new Map<string, number>();

  constructor(private readonly most: number) {}

  /** Counts one more. @returns false, and nothing is counted, when there are as many as there may be */
  add(address: string): boolean {
    const open = this.#open.get(address) ?? 0;
    if (open >= this.most) return false;
    this.#open.set(address, open + 1);
    return true;
  }

  remove(address: string): void {
    const open = (this.#open.get(address) ?? 0) - 1;
    if (open > 0) this.#open.set(address, open);
    else this.#open.delete(address);
  }
}

/** @throws CodedError QUERY_TOO_LARGE when more operations are under way than there may be */
export function checkOperations(underWay: number, { operations }: SocketLimits): void {
  if (underWay <= operations) return;
  throw new CodedError(
    'QUERY_TOO_LARGE',
    `Over one websocket ${operations} operations may be under way at a time; complete another one first.`,
  );
}
