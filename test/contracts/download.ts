import type { LocalHub } from "../support/hub";

/** What goes wrong on the way of a model from the hub, and how the download has to end. */
export interface DownloadCase {
  title: string;
  arrange(hub: LocalHub): void;
  /** whole: all files are there and verified. Else the error's name, with nothing of `broken` on the device. */
  ends: "whole" | "WrongBytes" | "HubUnreachable";
  /** The file that cannot be had. */
  broken?: string;
  /** What the hub must have seen, as "status file" lines in order, of this file. */
  saw?: { file: string; statuses: number[] };
  /**
   * This file came in parts: each request goes on behind the one before, the last one by a range, and the hub sent fewer
   * bytes than to who begins again each time. How much of a broken connection arrives is nobody's promise.
   */
  resumed?: { file: string; sentLessThan: number };
}

const SHARD = "params_shard_0.bin";
const LIBRARY = "model.wasm";
const LIBRARY_BYTES = 2_790_642;
/** A browser throws away what it has not handed out yet when a connection breaks: so there is time to hand it out. */
const SLOW = 15;

/** Of `tiny`, whose bytes are pinned. A download in Node and one in Chromium keep them all. */
export const downloadContract: readonly DownloadCase[] = [
  {
    title: "asks once for each file where all is well",
    arrange: () => undefined,
    ends: "whole",
    saw: { file: LIBRARY, statuses: [200] },
  },
  {
    title: "goes on where connections broke",
    arrange(hub) {
      hub.fail(LIBRARY, { drop: 1_000_000, slow: SLOW }, { drop: 500_000, slow: SLOW });
      hub.fail(SHARD, { drop: 100_000 });
    },
    ends: "whole",
    resumed: { file: LIBRARY, sentLessThan: 1_000_000 + 500_000 + LIBRARY_BYTES },
  },
  {
    title: "waits as long as a busy hub asks it to",
    arrange: (hub) => hub.fail(SHARD, { status: 429, retryAfter: "1" }),
    ends: "whole",
    saw: { file: SHARD, statuses: [429, 200] },
  },
  {
    title: "tries again where the hub is busy and does not say for how long",
    arrange: (hub) => hub.fail("mlc-chat-config.json", { status: 503 }, { status: 500 }),
    ends: "whole",
    saw: { file: "mlc-chat-config.json", statuses: [503, 500, 200] },
  },
  {
    title: "fetches a file with a wrong byte once more",
    arrange: (hub) => hub.fail(SHARD, { wrong: 200_000 }),
    ends: "whole",
    saw: { file: SHARD, statuses: [200, 200] },
  },
  {
    title: "gives up a file that is wrong twice",
    arrange: (hub) => hub.always(LIBRARY, { wrong: 12_345 }),
    ends: "WrongBytes",
    broken: LIBRARY,
    saw: { file: LIBRARY, statuses: [200, 200] },
  },
  {
    title: "fetches the rest of a file that came short",
    arrange: (hub) => hub.fail(SHARD, { short: 1000 }),
    ends: "whole",
  },
  {
    title: "gives up a file that is too short at each try",
    arrange: (hub) => hub.always(SHARD, { short: 1000 }),
    ends: "WrongBytes",
    broken: SHARD,
  },
  {
    title: "follows a redirect to the hub's second origin, and goes on there",
    arrange: (hub) => hub.fail(LIBRARY, { redirect: "cdn", drop: 1_000_000, slow: SLOW }, { redirect: "cdn" }),
    ends: "whole",
    saw: { file: LIBRARY, statuses: [302, 200, 302, 206] },
  },
  {
    title: "takes answers that do not say how long they are",
    arrange(hub) {
      hub.fail(LIBRARY, { chunked: true, drop: 700_000, slow: SLOW }, { chunked: true });
      hub.always("tokenizer.json", { chunked: true });
    },
    ends: "whole",
    saw: { file: LIBRARY, statuses: [200, 206] },
  },
  {
    title: "begins a file again where the hub knows no ranges",
    arrange: (hub) => hub.fail(LIBRARY, { drop: 1_000_000 }, { noRange: true }),
    ends: "whole",
    saw: { file: LIBRARY, statuses: [200, 200] },
  },
  {
    title: "begins a file again where it became another one on the way",
    arrange: (hub) => hub.fail(LIBRARY, { drop: 1_000_000, etag: '"old"', slow: SLOW }),
    ends: "whole",
    saw: { file: LIBRARY, statuses: [200, 206, 200] },
  },
  {
    title: "says so where the hub has a file no more",
    arrange: (hub) => hub.always("tokenizer.json", { status: 404 }),
    ends: "HubUnreachable",
    broken: "tokenizer.json",
    saw: { file: "tokenizer.json", statuses: [404] },
  },
];
