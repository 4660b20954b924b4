/** Loads at the first call, for good. After a failure the next call tries again, but not within `pauseMs` of it. */
export function loadOnce<Loaded>(load: () => Promise<Loaded>, pauseMs = 0): () => Promise<Loaded> {
  let loading: Promise<Loaded> | null = null;
  let failedAt: number | null = null;
  return () => {
    if (failedAt !== null && performance.now() - failedAt >= pauseMs) {
      loading = null;
      failedAt = null;
    }
    loading ??= load().catch((error: unknown) => {
      failedAt = performance.now();
      throw error;
    });
    return loading;
  };
}
