import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server of 127.0.0.1, with the faults that a network has. */
export class TcpProxy {
  readonly #connections = new Set<Socket[]>();
  #server = createServer();
  #port = 0;
  #swallows = false;
  #lengthLeft = Number.POSITIVE_INFINITY;
  accepted = 0;

  private constructor(private readonly target: number) {}

  /** @param target port of the server */
  static async open(target: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    await proxy.#listen();
    return proxy;
  }

  /** The address of the server, through the proxy. */
  through(url: string): string {
    const address = new URL(url);
    address.port = String(this.#port);
    return address.href;
  }

  /**
   * From now on nothing passes on the connections that there are, and neither end is told, as by a firewall that
   * forgets connections; new ones work.
   */
  silence(): void {
    for (const [client, server] of this.#connections) {
      if (!server) continue;
      client.unpipe(server).resume();
      server.unpipe(client).resume();
    }
  }

  /** The same for new connections, too, as by a machine that has lost its network. */
  swallow(): void {
    this.#swallows = true;
    this.silence();
  }

  /** Ends all connections and takes no new ones, as when the server is not there. */
  async refuse(): Promise<void> {
    this.#cut();
    if (this.isRefusing) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** Refuses, too, once so many bytes more have come from the server. */
  refuseAfter(bytes: number): void {
    this.#lengthLeft = bytes;
  }

  get isRefusing(): boolean {
    return !this.#server.listening;
  }

  /** All passes again, at the same address. */
  async restore(): Promise<void> {
    this.#lengthLeft = Number.POSITIVE_INFINITY;
    if (this.#swallows) this.#cut();
    this.#swallows = false;
    if (this.isRefusing) await this.#listen();
  }

  async close(): Promise<void> {
    await this.refuse();
  }

  async #listen(): Promise<void> {
    this.#server = createServer((client) => this.#join(client));
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  #cut(): void {
    for (const connection of this.#connections) for (const socket of connection) socket.destroy();
  }

  #join(client: Socket): void {
    this.accepted++;
    const server = this.#swallows ? null : connect(this.target, '127.0.0.1');
    const connection = server ? [client, server] : [client];
    this.#connections.add(connection);
    for (const socket of connection) {
      socket.on('error', () => undefined);
      socket.once('close', () => {
        this.#connections.delete(connection);
        for (const end of connection) end.destroy();
      });
    }
    if (!server) return void client.resume();
    client.pipe(server);
    server.pipe(client);
    server.on('data', (chunk: Buffer) => {
      this.#lengthLeft -= chunk.length;
      if (this.#lengthLeft < 0) void this.refuse();
    });
  }
}
