/** Work that several want at the same time, done once. */
export class Flights {
  readonly #under = new Map<string, Promise<unknown>>();

  /**
   * @param name     the same for the same work
   * @param onJoined called when the work is under way already
   */
  join<T>(name: string, work: () => Promise<T>, onJoined: () => void): Promise<T> {
    const underWay = this.#under.get(name);
    if (underWay) {
      onJoined();
      return underWay as Promise<T>;
    }
    const begun = work().finally(() => this.#under.delete(name));
    this.#under.set(name, begun);
    return begun;
  }
}
