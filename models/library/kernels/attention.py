"""Attention, by the argument lists with which the runtime's paged KV cache calls its kernels."""

import math

from tvm.script import tirx as T

LOG2E = math.log2(math.e)


def paged_attention(h_q: int, h_kv: int, d: int, decode: bool, page_size: int = 16, threads: int = 8):
    """Attention of the new tokens to what is in the pages; a thread a (token, head).

    Argument lists as the runtime's paged KV cache calls them. (Do not name a kernel batch_decode or
    batch_prefill: web-llm looks for functions of these names in the library.)
    """
    group = h_q // h_kv

    if decode:

        @T.prim_func(s_tir=True)
        def attn_paged_decode(
            var_q: T.handle,
            var_pages: T.handle,
            var_indptr: T.handle,
            var_values: T.handle,
            var_length: T.handle,
            var_k_offset: T.handle,
            var_q_pos: T.handle,
            var_out: T.handle,
            var_lse: T.handle,
            rotary_mode: T.int32,
            rope_scale: T.float32,
            rope_theta: T.float32,
            sm_scale: T.float32,
        ):
            T.func_attr({"tirx.is_scheduled": True})
            b = T.int32()
            nnz = T.int32()
            max_pages = T.int32()
            o1 = T.int32()
            o2 = T.int32()
            o3 = T.int32()
            o4 = T.int32()
            o5 = T.int32()
            q = T.match_buffer(var_q, (b, h_q, d), "float32")
            pages = T.match_buffer(var_pages, (max_pages, 2, h_kv, page_size, d), "float32")
            indptr = T.match_buffer(var_indptr, (b + 1,), "int32", elem_offset=o1)
            values = T.match_buffer(var_values, (nnz,), "int32", elem_offset=o2)
            k_offset = T.match_buffer(var_k_offset, (b,), "int32", elem_offset=o3)
            q_pos = T.match_buffer(var_q_pos, (b,), "int32", elem_offset=o4)
            length = T.match_buffer(var_length, (b,), "int32", elem_offset=o5)
            out = T.match_buffer(var_out, (b, h_q, d), "float32")
            lse = T.match_buffer(var_lse, (b, h_q), "float32")
            for bx in T.thread_binding((b * h_q + (threads - 1)) // threads, thread="blockIdx.x"):
                for tx in T.thread_binding(threads, thread="threadIdx.x"):
                    with T.sblock("attn"):
                        T.reads()
                        T.writes()
                        o_local = T.sblock_alloc_buffer((d,), "float32", scope="local")
                        q_local = T.sblock_alloc_buffer((d,), "float32", scope="local")
                        score = T.sblock_alloc_buffer((1,), "float32", scope="local")
                        m_old = T.sblock_alloc_buffer((1,), "float32", scope="local")
                        m_new = T.sblock_alloc_buffer((1,), "float32", scope="local")
                        d_sum = T.sblock_alloc_buffer((1,), "float32", scope="local")
                        keep = T.sblock_alloc_buffer((1,), "float32", scope="local")
                        gain = T.sblock_alloc_buffer((1,), "float32", scope="local")
                        kv_len = T.sblock_alloc_buffer((1,), "int32", scope="local")
                        if bx * threads + tx < b * h_q:
                            row: T.let[T.int32] = (bx * threads + tx) // h_q
                            head: T.let[T.int32] = (bx * threads + tx) % h_q
                            begin: T.let[T.int32] = indptr[row]
                            end: T.let[T.int32] = indptr[row + 1]
                            kv_len[0] = T.if_then_else(
                                begin != end, (end - begin - 1) * page_size + length[row], 0
                            )
                            m_old[0] = T.float32(-5e4)
                            d_sum[0] = T.float32(1)
                            for i in T.serial(d):
                                o_local[i] = T.float32(0)
                                q_local[i] = q[row, head, i]
                            for k in T.serial(kv_len[0]):
                                page: T.let[T.int32] = values[begin + k // page_size]
                                score[0] = T.float32(0)
                                for i in T.serial(d):
                                    score[0] = (
                                        score[0]
                                        + q_local[i] * pages[page, 0, head // group, k % page_size, i]
                                    )
                                score[0] = score[0] * sm_scale * T.float32(LOG2E)
                                m_new[0] = T.max(m_old[0], score[0])
                                keep[0] = T.exp2(m_old[0] - m_new[0])
                                gain[0] = T.exp2(score[0] - m_new[0])
                                d_sum[0] = d_sum[0] * keep[0] + gain[0]
                                m_old[0] = m_new[0]
                                for i in T.serial(d):
                                    o_local[i] = (
                                        o_local[i] * keep[0]
                                        + gain[0] * pages[page, 1, head // group, k % page_size, i]
                                    )
                            for i in T.serial(d):
                                out[row, head, i] = o_local[i] / d_sum[0]
                            lse[row, head] = m_old[0] + T.log2(d_sum[0])

        return attn_paged_decode

    @T.prim_func(s_tir=True)
    def attn_paged_prefill(
        var_q: T.handle,
        var_q_indptr: T.handle,
        var_pages: T.handle,
        var_indptr: T.handle,
        var_values: T.handle,
        var_length: T.handle,
        var_k_offset: T.handle,
        var_q_pos: T.handle,
        var_out: T.handle,
        var_lse: T.handle,
        causal: T.int32,
        rotary_mode: T.int32,
        rope_scale: T.float32,
        rope_theta: T.float32,
        sm_scale: T.float32,
    ):
        T.func_attr({"tirx.is_scheduled": True})
        b = T.int32()
        n = T.int32()
        nnz = T.int32()
        max_pages = T.int32()
        o0 = T.int32()
        o1 = T.int32()
        o2 = T.int32()
        o3 = T.int32()
        o4 = T.int32()
        o5 = T.int32()
        q = T.match_buffer(var_q, (n, h_q, d), "float32")
        q_indptr = T.match_buffer(var_q_indptr, (b + 1,), "int32", elem_offset=o0)
        pages = T.match_buffer(var_pages, (max_pages, 2, h_kv, page_size, d), "float32")
        indptr = T.match_buffer(var_indptr, (b + 1,), "int32", elem_offset=o1)
        values = T.match_buffer(var_values, (nnz,), "int32", elem_offset=o2)
        k_offset = T.match_buffer(var_k_offset, (b,), "int32", elem_offset=o3)
        q_pos = T.match_buffer(var_q_pos, (n,), "int32", elem_offset=o4)
        length = T.match_buffer(var_length, (b,), "int32", elem_offset=o5)
        out = T.match_buffer(var_out, (n, h_q, d), "float32")
        lse = T.match_buffer(var_lse, (n, h_q), "float32")
        for bx in T.thread_binding((n * h_q + (threads - 1)) // threads, thread="blockIdx.x"):
            for tx in T.thread_binding(threads, thread="threadIdx.x"):
                with T.sblock("attn"):
                    T.reads()
                    T.writes()
                    o_local = T.sblock_alloc_buffer((d,), "float32", scope="local")
                    q_local = T.sblock_alloc_buffer((d,), "float32", scope="local")
                    score = T.sblock_alloc_buffer((1,), "float32", scope="local")
                    m_old = T.sblock_alloc_buffer((1,), "float32", scope="local")
                    m_new = T.sblock_alloc_buffer((1,), "float32", scope="local")
                    d_sum = T.sblock_alloc_buffer((1,), "float32", scope="local")
                    keep = T.sblock_alloc_buffer((1,), "float32", scope="local")
                    gain = T.sblock_alloc_buffer((1,), "float32", scope="local")
                    kv_len = T.sblock_alloc_buffer((1,), "int32", scope="local")
                    seen = T.sblock_alloc_buffer((1,), "int32", scope="local")
                    which = T.sblock_alloc_buffer((1,), "int32", scope="local")
                    if bx * threads + tx < n * h_q:
                        row: T.let[T.int32] = (bx * threads + tx) // h_q
                        head: T.let[T.int32] = (bx * threads + tx) % h_q
                        # the sequence that the row belongs to
                        which[0] = 0
                        for i in T.serial(b):
                            if q_indptr[i + 1] <= row:
                                which[0] = i + 1
                        begin: T.let[T.int32] = indptr[which[0]]
                        end: T.let[T.int32] = indptr[which[0] + 1]
                        kv_len[0] = T.if_then_else(
                            begin != end, (end - begin - 1) * page_size + length[which[0]], 0
                        )
                        seen[0] = kv_len[0]
                        if causal > 0:
                            # the last new token sees everything, the one before it one less, ...
                            seen[0] = kv_len[0] - (q_indptr[which[0] + 1] - 1 - row)
                        m_old[0] = T.float32(-5e4)
                        d_sum[0] = T.float32(1)
                        for i in T.serial(d):
                            o_local[i] = T.float32(0)
                            q_local[i] = q[row, head, i]
                        for k in T.serial(seen[0]):
                            page: T.let[T.int32] = values[begin + k // page_size]
                            score[0] = T.float32(0)
                            for i in T.serial(d):
                                score[0] = (
                                    score[0]
                                    + q_local[i] * pages[page, 0, head // group, k % page_size, i]
                                )
                            score[0] = score[0] * sm_scale * T.float32(LOG2E)
                            m_new[0] = T.max(m_old[0], score[0])
                            keep[0] = T.exp2(m_old[0] - m_new[0])
                            gain[0] = T.exp2(score[0] - m_new[0])
                            d_sum[0] = d_sum[0] * keep[0] + gain[0]
                            m_old[0] = m_new[0]
                            for i in T.serial(d):
                                o_local[i] = (
                                    o_local[i] * keep[0]
                                    + gain[0] * pages[page, 1, head // group, k % page_size, i]
                                )
                        for i in T.serial(d):
                            out[row, head, i] = o_local[i] / d_sum[0]
                        lse[row, head] = m_old[0] + T.log2(d_sum[0])

    return attn_paged_prefill


def ragged_attention(h_q: int, h_kv: int, d: int, threads: int = 8):
    """Attention of the new tokens among themselves; a thread a (token, head)."""
    group = h_q // h_kv

    @T.prim_func(s_tir=True)
    def attn_ragged(
        var_q: T.handle,
        var_q_indptr: T.handle,
        var_k: T.handle,
        var_v: T.handle,
        var_kv_indptr: T.handle,
        var_q_pos: T.handle,
        var_k_offset: T.handle,
        var_out: T.handle,
        var_lse: T.handle,
        causal: T.int32,
        rotary_mode: T.int32,
        rope_scale: T.float32,
        rope_theta: T.float32,
        sm_scale: T.float32,
    ):
        T.func_attr({"tirx.is_scheduled": True})
        b = T.int32()
        n = T.int32()
        kv = T.int32()
        o0 = T.int32()
        o1 = T.int32()
        o3 = T.int32()
        o4 = T.int32()
        q = T.match_buffer(var_q, (n, h_q, d), "float32")
        q_indptr = T.match_buffer(var_q_indptr, (b + 1,), "int32", elem_offset=o0)
        ks = T.match_buffer(var_k, (kv, h_kv, d), "float32")
        vs = T.match_buffer(var_v, (kv, h_kv, d), "float32")
        kv_indptr = T.match_buffer(var_kv_indptr, (b + 1,), "int32", elem_offset=o1)
        q_pos = T.match_buffer(var_q_pos, (n,), "int32", elem_offset=o4)
        k_offset = T.match_buffer(var_k_offset, (b,), "int32", elem_offset=o3)
        out = T.match_buffer(var_out, (n, h_q, d), "float32")
        lse = T.match_buffer(var_lse, (n, h_q), "float32")
        for bx in T.thread_binding((n * h_q + (threads - 1)) // threads, thread="blockIdx.x"):
            for tx in T.thread_binding(threads, thread="threadIdx.x"):
                with T.sblock("attn"):
                    T.reads()
                    T.writes()
                    o_local = T.sblock_alloc_buffer((d,), "float32", scope="local")
                    q_local = T.sblock_alloc_buffer((d,), "float32", scope="local")
                    score = T.sblock_alloc_buffer((1,), "float32", scope="local")
                    m_old = T.sblock_alloc_buffer((1,), "float32", scope="local")
                    m_new = T.sblock_alloc_buffer((1,), "float32", scope="local")
                    d_sum = T.sblock_alloc_buffer((1,), "float32", scope="local")
                    keep = T.sblock_alloc_buffer((1,), "float32", scope="local")
                    gain = T.sblock_alloc_buffer((1,), "float32", scope="local")
                    seen = T.sblock_alloc_buffer((1,), "int32", scope="local")
                    which = T.sblock_alloc_buffer((1,), "int32", scope="local")
                    if bx * threads + tx < n * h_q:
                        row: T.let[T.int32] = (bx * threads + tx) // h_q
                        head: T.let[T.int32] = (bx * threads + tx) % h_q
                        which[0] = 0
                        for i in T.serial(b):
                            if q_indptr[i + 1] <= row:
                                which[0] = i + 1
                        begin: T.let[T.int32] = kv_indptr[which[0]]
                        seen[0] = kv_indptr[which[0] + 1] - begin
                        if causal > 0:
                            seen[0] = seen[0] - (q_indptr[which[0] + 1] - 1 - row)
                        m_old[0] = T.float32(-5e4)
                        d_sum[0] = T.float32(1)
                        for i in T.serial(d):
                            o_local[i] = T.float32(0)
                            q_local[i] = q[row, head, i]
                        for k in T.serial(seen[0]):
                            score[0] = T.float32(0)
                            for i in T.serial(d):
                                score[0] = score[0] + q_local[i] * ks[begin + k, head // group, i]
                            score[0] = score[0] * sm_scale * T.float32(LOG2E)
                            m_new[0] = T.max(m_old[0], score[0])
                            keep[0] = T.exp2(m_old[0] - m_new[0])
                            gain[0] = T.exp2(score[0] - m_new[0])
                            d_sum[0] = d_sum[0] * keep[0] + gain[0]
                            m_old[0] = m_new[0]
                            for i in T.serial(d):
                                o_local[i] = (
                                    o_local[i] * keep[0]
                                    + gain[0] * vs[begin + k, head // group, i]
                                )
                        for i in T.serial(d):
                            out[row, head, i] = o_local[i] / d_sum[0]
                        lse[row, head] = m_old[0] + T.log2(d_sum[0])

    return attn_ragged
