"""From probabilities to the next token: a sort, and nucleus sampling."""

from tvm.script import tirx as T

RUN = 16  # elements that a thread sorts by insertion
STEP = 32  # outputs of a thread in a merge


def sort_kernels(vocab: int, threads: int = 32):
    """A merge sort of probabilities, largest first, equal ones by index.

    -> (sort_runs, merge): sort_runs makes sorted runs of RUN; merge joins pairs of runs of a given
    width, every thread finding its part of the result by a binary search.
    """

    @T.prim_func(private=True, s_tir=True)
    def sort_runs(var_p: T.handle, var_v: T.handle, var_i: T.handle):
        T.func_attr({"tirx.is_scheduled": True, "tirx.noalias": True})
        b = T.int64()
        p = T.match_buffer(var_p, (b, vocab), "float32")
        v = T.match_buffer(var_v, (b, vocab), "float32")
        idx = T.match_buffer(var_i, (b, vocab), "int32")
        for by in T.thread_binding(b, thread="blockIdx.y"):
            for bx in T.thread_binding(
                (vocab + (threads * RUN - 1)) // (threads * RUN), thread="blockIdx.x"
            ):
                for tx in T.thread_binding(threads, thread="threadIdx.x"):
                    with T.sblock("runs"):
                        T.reads(p[0:b, 0:vocab])
                        T.writes(v[0:b, 0:vocab], idx[0:b, 0:vocab])
                        lv = T.sblock_alloc_buffer((RUN,), "float32", scope="local")
                        li = T.sblock_alloc_buffer((RUN,), "int32", scope="local")
                        at = T.sblock_alloc_buffer((1,), "int32", scope="local")
                        x = T.sblock_alloc_buffer((1,), "float32", scope="local")
                        first: T.let[T.int32] = (bx * threads + tx) * RUN
                        n: T.let[T.int32] = T.min(RUN, vocab - first)
                        for i in T.serial(n):
                            x[0] = p[by, first + i]
                            at[0] = i
                            while at[0] > 0 and lv[T.max(at[0] - 1, 0)] < x[0]:
                                lv[at[0]] = lv[at[0] - 1]
                                li[at[0]] = li[at[0] - 1]
                                at[0] = at[0] - 1
                            lv[at[0]] = x[0]
                            li[at[0]] = first + i
                        for i in T.serial(n):
                            v[by, first + i] = lv[i]
                            idx[by, first + i] = li[i]

    @T.prim_func(private=True, s_tir=True)
    def merge(
        var_v: T.handle, var_i: T.handle, width: T.int64, var_ov: T.handle, var_oi: T.handle
    ):
        T.func_attr({"tirx.is_scheduled": True, "tirx.noalias": True})
        b = T.int64()
        v = T.match_buffer(var_v, (b, vocab), "float32")
        idx = T.match_buffer(var_i, (b, vocab), "int32")
        ov = T.match_buffer(var_ov, (b, vocab), "float32")
        oi = T.match_buffer(var_oi, (b, vocab), "int32")
        for by in T.thread_binding(b, thread="blockIdx.y"):
            for bx in T.thread_binding(
                (vocab + (threads * STEP - 1)) // (threads * STEP), thread="blockIdx.x"
            ):
                for tx in T.thread_binding(threads, thread="threadIdx.x"):
                    with T.sblock("merge"):
                        T.reads(v[0:b, 0:vocab], idx[0:b, 0:vocab])
                        T.writes(ov[0:b, 0:vocab], oi[0:b, 0:vocab])
                        lo = T.sblock_alloc_buffer((1,), "int32", scope="local")
                        hi = T.sblock_alloc_buffer((1,), "int32", scope="local")
                        ia = T.sblock_alloc_buffer((1,), "int32", scope="local")
                        ib = T.sblock_alloc_buffer((1,), "int32", scope="local")
                        va = T.sblock_alloc_buffer((1,), "float32", scope="local")
                        vb = T.sblock_alloc_buffer((1,), "float32", scope="local")
                        first: T.let[T.int32] = (bx * threads + tx) * STEP
                        w: T.let[T.int32] = T.Cast("int32", width)
                        base: T.let[T.int32] = first // (2 * w) * (2 * w)
                        mid: T.let[T.int32] = T.min(base + w, vocab)
                        end: T.let[T.int32] = T.min(base + 2 * w, vocab)
                        diag: T.let[T.int32] = first - base
                        if first < vocab:
                            # how many of the first `diag` outputs come from the left run
                            lo[0] = T.max(0, diag - (end - mid))
                            hi[0] = T.min(diag, mid - base)
                            while lo[0] < hi[0]:
                                ia[0] = (lo[0] + hi[0]) // 2
                                if v[by, base + ia[0]] >= v[by, mid + diag - 1 - ia[0]]:
                                    lo[0] = ia[0] + 1
                                else:
                                    hi[0] = ia[0]
                            ia[0] = base + lo[0]
                            ib[0] = mid + diag - lo[0]
                            va[0] = T.if_then_else(
                                ia[0] < mid, v[by, T.min(ia[0], vocab - 1)], T.float32(-1)
                            )
                            vb[0] = T.if_then_else(
                                ib[0] < end, v[by, T.min(ib[0], vocab - 1)], T.float32(-1)
                            )
                            for k in T.serial(T.min(STEP, end - first)):
                                if ib[0] >= end or (ia[0] < mid and va[0] >= vb[0]):
                                    ov[by, first + k] = va[0]
                                    oi[by, first + k] = idx[by, ia[0]]
                                    ia[0] = ia[0] + 1
                                    va[0] = T.if_then_else(
                                        ia[0] < mid, v[by, T.min(ia[0], vocab - 1)], T.float32(-1)
                                    )
                                else:
                                    ov[by, first + k] = vb[0]
                                    oi[by, first + k] = idx[by, ib[0]]
                                    ib[0] = ib[0] + 1
                                    vb[0] = T.if_then_else(
                                        ib[0] < end, v[by, T.min(ib[0], vocab - 1)], T.float32(-1)
                                    )

    return sort_runs, merge


def sample_top_p(vocab: int):
    """Nucleus sampling from sorted probabilities; a thread a sample.

    The stock cumulative sum of TVM 0.27 (gpu_2d_continuous_cumsum) counts on 32 lanes in lock step
    and is wrong where a subgroup is smaller: 4 lanes on the software adapter.
    """

    @T.prim_func(private=True, s_tir=True)
    def sample(
        var_p: T.handle,
        var_i: T.handle,
        var_u: T.handle,
        var_rows: T.handle,
        var_top: T.handle,
        var_out: T.handle,
    ):
        T.func_attr({"tirx.is_scheduled": True, "tirx.noalias": True})
        b = T.int64()
        n = T.int64()
        p = T.match_buffer(var_p, (b, vocab), "float32")
        idx = T.match_buffer(var_i, (b, vocab), "int32")
        u = T.match_buffer(var_u, (n,), "float32")
        rows = T.match_buffer(var_rows, (n,), "int32")
        top = T.match_buffer(var_top, (b,), "float32")
        out = T.match_buffer(var_out, (n,), "int32")
        for bx in T.thread_binding(n, thread="blockIdx.x"):
            for tx in T.thread_binding(1, thread="threadIdx.x"):
                with T.sblock("sample"):
                    T.reads(p[0:b, 0:vocab], idx[0:b, 0:vocab], u[0:n], rows[0:n], top[0:b])
                    T.writes(out[0:n])
                    total = T.sblock_alloc_buffer((1,), "float32", scope="local")
                    goal = T.sblock_alloc_buffer((1,), "float32", scope="local")
                    last = T.sblock_alloc_buffer((1,), "int32", scope="local")
                    k = T.sblock_alloc_buffer((1,), "int32", scope="local")
                    row: T.let[T.int32] = rows[bx]
                    # the nucleus: the first tokens whose probabilities reach top_p together
                    goal[0] = T.float32(1)
                    last[0] = vocab - 1
                    if top[row] < T.float32(1):
                        last[0] = 0
                        total[0] = p[row, 0]
                        while last[0] < vocab - 1 and total[0] < top[row]:
                            last[0] = last[0] + 1
                            total[0] = total[0] + p[row, last[0]]
                        goal[0] = total[0]
                    goal[0] = goal[0] * u[bx]
                    k[0] = 0
                    total[0] = p[row, 0]
                    while (
                        k[0] < last[0]
                        and total[0] <= goal[0]
                        and p[row, T.min(k[0] + 1, vocab - 1)] > T.float32(0)
                    ):
                        k[0] = k[0] + 1
                        total[0] = total[0] + p[row, k[0]]
                    out[bx] = idx[row, k[0]]

    return sample
