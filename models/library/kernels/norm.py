"""RMS normalisation."""

from tvm.script import tirx as T


def rms_norm(width: int, eps: float, threads: int = 16):
    """x [1, s, width] -> the same, a thread a position"""

    @T.prim_func(private=True, s_tir=True)
    def norm(var_x: T.handle, var_w: T.handle, var_out: T.handle):
        T.func_attr({"tirx.is_scheduled": True, "tirx.noalias": True})
        s = T.int64()
        x = T.match_buffer(var_x, (1, s, width), "float32")
        w = T.match_buffer(var_w, (width,), "float32")
        out = T.match_buffer(var_out, (1, s, width), "float32")
        for bx in T.thread_binding((s + (threads - 1)) // threads, thread="blockIdx.x"):
            for tx in T.thread_binding(threads, thread="threadIdx.x"):
                with T.sblock("norm"):
                    T.reads(x[0, 0:s, 0:width], w[0:width])
                    T.writes(out[0, 0:s, 0:width])
                    total = T.sblock_alloc_buffer((1,), "float32", scope="local")
                    if bx * threads + tx < s:
                        total[0] = T.float32(0)
                        for k in T.serial(width):
                            total[0] = total[0] + x[0, bx * threads + tx, k] * x[0, bx * threads + tx, k]
                        total[0] = T.rsqrt(total[0] / T.float32(width) + T.float32(eps))
                        for k in T.serial(width):
                            out[0, bx * threads + tx, k] = x[0, bx * threads + tx, k] * total[0] * w[k]

    return norm
