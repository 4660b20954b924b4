"""Products with quantised weights."""

from tvm.script import tirx as T

from config import GROUP


def quant_matmul(
    rows: int, cols: int, bits: int, tokens: int, per_thread: int, threads: int, residual: bool
):
    """x [1, s, cols] times the quantised [rows, cols] (plus rest [1, s, rows]) -> [1, s, rows].

    A thread makes `tokens` x `per_thread` outputs. tokens=1 is meant for s = 1.

    The codes are not shifted down: code * 2^(bits * e) is exact in a float, so x is scaled by
    2^-(bits * e) instead, once for all rows. Vector shifts are slow on a software adapter, and so
    is unsigned to float; only the last code of a word, whose top bit would be a sign, is shifted.

    Two functions that differ in one parameter: TVMScript fixes a kernel's parameters in its text.
    """
    per = 32 // bits  # values in a word
    words = GROUP // per  # words in a group
    mask = (1 << bits) - 1
    groups = cols // GROUP
    span = threads * per_thread
    tm, tn = tokens, per_thread

    def products(word, xs, m):
        """sum over the word's codes of code * x"""
        total = None
        for e in range(per):
            w = word if e < per - 1 else T.shift_right(word, T.uint32(bits))
            code = T.bitwise_and(w, T.uint32(mask << (bits * min(e, per - 2))))
            term = T.Cast("float32", T.Cast("int32", code)) * xs[m * per + e]
            total = term if total is None else total + term
        return total

    @T.prim_func(private=True, s_tir=True)
    def matmul(
        var_x: T.handle, var_q: T.handle, var_scale: T.handle, var_low: T.handle, var_out: T.handle
    ):
        T.func_attr({"tirx.is_scheduled": True, "tirx.noalias": True})
        s = T.int64()
        x = T.match_buffer(var_x, (1, s, cols), "float32")
        q = T.match_buffer(var_q, (rows, cols * bits // 32), "uint32")
        scale = T.match_buffer(var_scale, (rows, groups), "float32")
        low = T.match_buffer(var_low, (rows, groups), "float32")
        out = T.match_buffer(var_out, (1, s, rows), "float32")
        for by in T.thread_binding((s + (tm - 1)) // tm, thread="blockIdx.y"):
            for bx in T.thread_binding((rows + (span - 1)) // span, thread="blockIdx.x"):
                for tx in T.thread_binding(threads, thread="threadIdx.x"):
                    with T.sblock("matmul"):
                        T.reads(
                            x[0, 0:s, 0:cols],
                            q[0:rows, 0 : cols * bits // 32],
                            scale[0:rows, 0:groups],
                            low[0:rows, 0:groups],
                        )
                        T.writes(out[0, 0:s, 0:rows])
                        acc = T.sblock_alloc_buffer((tm * tn,), "float32", scope="local")
                        dot = T.sblock_alloc_buffer((tm * tn,), "float32", scope="local")
                        total = T.sblock_alloc_buffer((tm,), "float32", scope="local")
                        xs = T.sblock_alloc_buffer((tm * per,), "float32", scope="local")
                        # flat positions in x, q and scale, kept in variables: the code
                        # generator would write the whole index arithmetic out at every use
                        xi = T.sblock_alloc_buffer((tm,), "int32", scope="local")
                        qi = T.sblock_alloc_buffer((tn,), "int32", scope="local")
                        si = T.sblock_alloc_buffer((tn,), "int32", scope="local")
                        first: T.let[T.int32] = (bx * threads + tx) * tn
                        top: T.let[T.int32] = T.Cast("int32", by) * tm
                        last: T.let[T.int32] = T.Cast("int32", s) - 1
                        for i in T.unroll(tm * tn):
                            acc[i] = T.float32(0)
                        for m in T.unroll(tm):
                            xi[m] = T.min(top + m, last) * cols
                        for r in T.unroll(tn):
                            qi[r] = T.min(first + r, rows - 1) * (cols // per)
                            si[r] = T.min(first + r, rows - 1) * groups
                        for g in T.serial(groups):
                            # sum of x * (code * scale + low) over the group
                            #   = scale * sum of x * code + low * sum of x
                            for i in T.unroll(tm * tn):
                                dot[i] = T.float32(0)
                            for i in T.unroll(tm):
                                total[i] = T.float32(0)
                            for w in T.serial(words):
                                for m in T.unroll(tm):
                                    for e in T.unroll(per):
                                        value: T.let[T.float32] = x[0, 0, xi[m] + e]
                                        total[m] = total[m] + value
                                        xs[m * per + e] = value * T.exp2(
                                            T.Cast("float32", -bits * T.min(e, per - 2))
                                        )
                                    xi[m] = xi[m] + per
                                for r in T.unroll(tn):
                                    word: T.let[T.uint32] = q[0, qi[r]]
                                    qi[r] = qi[r] + 1
                                    for m in T.unroll(tm):
                                        dot[m * tn + r] = dot[m * tn + r] + products(word, xs, m)
                            for r in T.unroll(tn):
                                a: T.let[T.float32] = scale[0, si[r]]
                                b: T.let[T.float32] = low[0, si[r]]
                                for m in T.unroll(tm):
                                    acc[m * tn + r] = (
                                        acc[m * tn + r] + a * dot[m * tn + r] + b * total[m]
                                    )
                                si[r] = si[r] + 1
                        for m in T.unroll(tm):
                            for r in T.unroll(tn):
                                if top + m <= last and first + r < rows:
                                    out[0, top + m, first + r] = acc[m * tn + r]

    @T.prim_func(private=True, s_tir=True)
    def matmul_add(
        var_x: T.handle, var_q: T.handle, var_scale: T.handle, var_low: T.handle, var_rest: T.handle, var_out: T.handle
    ):
        T.func_attr({"tirx.is_scheduled": True, "tirx.noalias": True})
        s = T.int64()
        x = T.match_buffer(var_x, (1, s, cols), "float32")
        q = T.match_buffer(var_q, (rows, cols * bits // 32), "uint32")
        scale = T.match_buffer(var_scale, (rows, groups), "float32")
        low = T.match_buffer(var_low, (rows, groups), "float32")
        rest = T.match_buffer(var_rest, (1, s, rows), "float32")
        out = T.match_buffer(var_out, (1, s, rows), "float32")
        for by in T.thread_binding((s + (tm - 1)) // tm, thread="blockIdx.y"):
            for bx in T.thread_binding((rows + (span - 1)) // span, thread="blockIdx.x"):
                for tx in T.thread_binding(threads, thread="threadIdx.x"):
                    with T.sblock("matmul"):
                        T.reads(
                            x[0, 0:s, 0:cols],
                            q[0:rows, 0 : cols * bits // 32],
                            scale[0:rows, 0:groups],
                            low[0:rows, 0:groups],
                            rest[0, 0:s, 0:rows],
                        )
                        T.writes(out[0, 0:s, 0:rows])
                        acc = T.sblock_alloc_buffer((tm * tn,), "float32", scope="local")
                        dot = T.sblock_alloc_buffer((tm * tn,), "float32", scope="local")
                        total = T.sblock_alloc_buffer((tm,), "float32", scope="local")
                        xs = T.sblock_alloc_buffer((tm * per,), "float32", scope="local")
                        # flat positions in x, q and scale, kept in variables: the code
                        # generator would write the whole index arithmetic out at every use
                        xi = T.sblock_alloc_buffer((tm,), "int32", scope="local")
                        qi = T.sblock_alloc_buffer((tn,), "int32", scope="local")
                        si = T.sblock_alloc_buffer((tn,), "int32", scope="local")
                        first: T.let[T.int32] = (bx * threads + tx) * tn
                        top: T.let[T.int32] = T.Cast("int32", by) * tm
                        last: T.let[T.int32] = T.Cast("int32", s) - 1
                        for i in T.unroll(tm * tn):
                            acc[i] = T.float32(0)
                        for m in T.unroll(tm):
                            xi[m] = T.min(top + m, last) * cols
                        for r in T.unroll(tn):
                            qi[r] = T.min(first + r, rows - 1) * (cols // per)
                            si[r] = T.min(first + r, rows - 1) * groups
                        for g in T.serial(groups):
                            # sum of x * (code * scale + low) over the group
                            #   = scale * sum of x * code + low * sum of x
                            for i in T.unroll(tm * tn):
                                dot[i] = T.float32(0)
                            for i in T.unroll(tm):
                                total[i] = T.float32(0)
                            for w in T.serial(words):
                                for m in T.unroll(tm):
                                    for e in T.unroll(per):
                                        value: T.let[T.float32] = x[0, 0, xi[m] + e]
                                        total[m] = total[m] + value
                                        xs[m * per + e] = value * T.exp2(
                                            T.Cast("float32", -bits * T.min(e, per - 2))
                                        )
                                    xi[m] = xi[m] + per
                                for r in T.unroll(tn):
                                    word: T.let[T.uint32] = q[0, qi[r]]
                                    qi[r] = qi[r] + 1
                                    for m in T.unroll(tm):
                                        dot[m * tn + r] = dot[m * tn + r] + products(word, xs, m)
                            for r in T.unroll(tn):
                                a: T.let[T.float32] = scale[0, si[r]]
                                b: T.let[T.float32] = low[0, si[r]]
                                for m in T.unroll(tm):
                                    acc[m * tn + r] = (
                                        acc[m * tn + r] + a * dot[m * tn + r] + b * total[m]
                                    )
                                si[r] = si[r] + 1
                        for m in T.unroll(tm):
                            for r in T.unroll(tn):
                                if top + m <= last and first + r < rows:
                                    out[0, top + m, first + r] = (
                                        acc[m * tn + r] + rest[0, top + m, first + r]
                                    )

    return matmul_add if residual else matmul
