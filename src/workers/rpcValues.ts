import { type TransferHandler, transferHandlers } from "comlink";

/** An Error on the wire. */
interface ErrorWire {
  name: string;
  message: string;
}

interface SignalWire {
  /** Why it is aborted already, or null. */
  aborted: ErrorWire | null;
  port: MessagePort;
}

/** What travels to the port of a callback. */
type CallbackWire = { call: unknown[] } | "flush" | "close";

/** What is to be done for a received value when the call that brought it has ended. */
const settlers = new WeakMap<object, () => Promise<void> | void>();

/** Ports of received callbacks that nothing can call any more. */
const forgotten = new FinalizationRegistry<MessagePort>((port) => {
  port.postMessage("close" satisfies CallbackWire);
  port.close();
});

/** Ends a call for its arguments: waits until its callbacks have run at the caller, and lets go of its signals. */
export async function settle(args: readonly unknown[]): Promise<void> {
  for (const arg of args) {
    if (typeof arg === "object" || typeof arg === "function") await (arg && settlers.get(arg)?.());
  }
}

function toErrorWire(reason: unknown): ErrorWire {
  return reason instanceof Error
    ? { name: reason.name, message: reason.message }
    : { name: "AbortError", message: String(reason) };
}

const signalHandler: TransferHandler<AbortSignal, SignalWire> = {
  canHandle: (value): value is AbortSignal => value instanceof AbortSignal,
  serialize(signal) {
    const { port1, port2 } = new MessageChannel();
    const wire: SignalWire = { aborted: signal.aborted ? toErrorWire(signal.reason) : null, port: port2 };
    const abort = () => port1.postMessage(toErrorWire(signal.reason));
    signal.addEventListener("abort", abort, { once: true });
    // The call has ended: the signal may live on, and must not collect a listener a call.
    port1.onmessage = () => {
      signal.removeEventListener("abort", abort);
      port1.close();
    };
    return [wire, [port2]];
  },
  deserialize({ aborted, port }) {
    const controller = new AbortController();
    const abort = ({ name, message }: ErrorWire) => controller.abort(new DOMException(message, name));
    if (aborted) abort(aborted);
    port.onmessage = ({ data }: MessageEvent<ErrorWire>) => abort(data);
    settlers.set(controller.signal, () => {
      port.postMessage("done");
      port.close();
    });
    return controller.signal;
  },
};

type Callback = (...args: unknown[]) => void;

/** Callbacks go one way: what they return is dropped, what they throw is an uncaught error at the caller. */
const callbackHandler: TransferHandler<Callback, MessagePort> = {
  canHandle: (value): value is Callback => typeof value === "function",
  serialize(callback) {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }: MessageEvent<CallbackWire>) => {
      if (data === "flush") port1.postMessage("flushed");
      else if (data === "close") port1.close();
      else callback(...data.call);
    };
    return [port2, [port2]];
  },
  deserialize(port) {
    // Two ports keep no order between them: without this, a result could overtake the last pieces before it.
    let sent = false;
    const callback: Callback = (...args) => {
      sent = true;
      port.postMessage({ call: args } satisfies CallbackWire);
    };
    settlers.set(callback, () => {
      if (!sent) return;
      sent = false;
      return new Promise<void>((resolve) => {
        port.onmessage = () => resolve();
        port.addEventListener("close", () => resolve(), { once: true });
        port.postMessage("flush" satisfies CallbackWire);
      });
    });
    forgotten.register(callback, port);
    return callback;
  },
};

const portHandler: TransferHandler<MessagePort, MessagePort> = {
  canHandle: (value): value is MessagePort => value instanceof MessagePort,
  serialize: (port) => [port, [port]],
  deserialize: (port) => port,
};

const errorHandler: TransferHandler<Error, ErrorWire> = {
  canHandle: (value): value is Error => value instanceof Error,
  serialize: (error) => [toErrorWire(error), []],
  deserialize: ({ name, message }) => Object.assign(new Error(message), { name }),
};

/** Teaches comlink the values of rpc.ts. Again is the same. */
export function registerRpcValues(): void {
  transferHandlers.set("signal", signalHandler);
  transferHandlers.set("port", portHandler);
  transferHandlers.set("error", errorHandler);
  // After comlink's own handler for proxies, which are functions too.
  transferHandlers.set("callback", callbackHandler);
}
