"""The shape of a model, and of its weights."""

import dataclasses

GROUP = 32  # weights that share one scale


@dataclasses.dataclass
class Config:
    name: str
    vocab_size: int
    hidden_size: int
    intermediate_size: int
    num_hidden_layers: int
    num_attention_heads: int
    num_key_value_heads: int
    head_dim: int
    rms_norm_eps: float = 1e-5
    rope_theta: float = 10000.0
    tie_word_embeddings: bool = True
    embed_bits: int = 8
    context_window_size: int = 2048
    prefill_chunk_size: int = 256
