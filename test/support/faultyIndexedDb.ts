import { IDBDatabase, IDBIndex, IDBObjectStore, type IDBTransaction } from "fake-indexeddb";

type Method = (this: unknown, ...args: unknown[]) => unknown;
const METHODS = [
  "put",
  "add",
  "delete",
  "get",
  "getAll",
  "getAllKeys",
  "getKey",
  "openCursor",
  "openKeyCursor",
  "count",
];

/**
 * Runs `work` while the nth call to the database throws (1: the first); whether that many calls were made.
 * An error of `work` is what the test is about, so it comes back as a value.
 */
export async function withFault(
  nth: number,
  work: () => Promise<unknown>,
): Promise<{ thrown: boolean; error: unknown }> {
  let calls = 0;
  const restore = [IDBObjectStore, IDBIndex].flatMap((type) =>
    wrap(type.prototype, METHODS, (method) => {
      return function (this: unknown, ...args) {
        calls += 1;
        if (calls === nth) throw new DOMException("A planted fault.", "UnknownError");
        return method.apply(this, args);
      };
    }),
  );
  try {
    await work();
    return { thrown: calls >= nth, error: null };
  } catch (error) {
    return { thrown: calls >= nth, error };
  } finally {
    for (const each of restore) each();
  }
}

/** Runs `work` on a full disk: a put into `table` is answered, then its transaction is aborted, as browsers do. */
export async function withFullDisk(table: string, work: () => Promise<unknown>): Promise<void> {
  const restore = wrap(IDBObjectStore.prototype, ["put"], (method) => {
    return function (this: unknown, ...args) {
      const request = method.apply(this, args) as IDBRequest;
      const store = this as globalThis.IDBObjectStore;
      const transaction = store.transaction as unknown as Abortable;
      if (store.name === table) request.addEventListener("success", () => transaction._abort("QuotaExceededError"));
      return request;
    };
  });
  try {
    await work();
  } finally {
    for (const each of restore) each();
  }
}

/** The options of each write transaction of the databases that `work` opens (Dexie keeps the method it found then). */
export async function writeOptionsOf(work: () => Promise<unknown>): Promise<unknown[]> {
  const seen: unknown[] = [];
  const restore = wrap(IDBDatabase.prototype, ["transaction"], (method) => {
    return function (this: unknown, ...args) {
      if (args[1] === "readwrite") seen.push(args[2]);
      return method.apply(this, args);
    };
  });
  try {
    await work();
  } finally {
    for (const each of restore) each();
  }
  return seen;
}

/** The part of fake-indexeddb's transaction that stands for the browser's own decision to abort. */
type Abortable = InstanceType<typeof IDBTransaction> & { _abort(name: string): void };

function wrap(prototype: object, names: readonly string[], around: (method: Method) => Method): (() => void)[] {
  const methods = prototype as Record<string, Method | undefined>;
  return names.flatMap((name) => {
    const method = methods[name];
    if (!method) return [];
    methods[name] = around(method);
    return [
      () => {
        methods[name] = method;
      },
    ];
  });
}
