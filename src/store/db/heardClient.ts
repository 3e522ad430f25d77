import pg from 'pg';

/**
 * A connection that breaks says so by an event, besides failing what was asked of it; where nobody listens, the event
 * ends the process. Pools listen from a moment after the server has taken the connection in: what ends it in the same
 * breath, as a server that is shut down does, comes before. This client has a listener from its beginning to its end.
 */
export class HeardClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on('error', alreadyTold);
  }
}

function alreadyTold(): void {}
