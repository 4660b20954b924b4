/** Loads at the first call, for good. After a failure the next call tries again, but not within `pauseMs` of that failure. */
export function loadOnce<Loaded>(
  load: () => Promise<Loaded>,
  pauseMs: (error: unknown) => number = () => 0,
): () => Promise<Loaded> {
  let loading: Promise<Loaded> | null = null;
  let failed: { at: number; pause: number } | null = null;
  return () => {
    if (failed && performance.now() - failed.at >= failed.pause) {
      loading = null;
      failed = null;
    }
    loading ??= load().catch((error: unknown) => {
      failed = { at: performance.now(), pause: pauseMs(error) };
      throw error;
    });
    return loading;
  };
}
