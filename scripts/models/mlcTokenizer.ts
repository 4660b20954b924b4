import { type GgufHeader, NotGguf } from "../../src/engines/models/ggufHeader";

/** llama.cpp's mark of a token that stands for no text. */
const CONTROL = 3;

/**
 * The tokenizer of a GGUF as a tokenizer.json of Hugging Face: a byte-level BPE that takes every digit by itself, as
 * llama.cpp does for `tokenizer.ggml.pre` "smollm". Throws NotGguf where the file has another kind of tokenizer.
 */
export function mlcTokenizer({ metadata }: Pick<GgufHeader, "metadata">): string {
  const kind = `${metadata.get("tokenizer.ggml.model")} ${metadata.get("tokenizer.ggml.pre")}`;
  if (kind !== "gpt2 smollm") throw new NotGguf(`A tokenizer of the kind "${kind}" cannot be rewritten here.`);
  const list = <T>(key: string): readonly T[] => {
    const value = metadata.get(key);
    if (!Array.isArray(value)) throw new NotGguf(`The file says no ${key}.`);
    return value as readonly T[];
  };
  const tokens = list<string>("tokenizer.ggml.tokens");
  const addedTokens = list<number>("tokenizer.ggml.token_type").flatMap((type, id) =>
    type === CONTROL
      ? [
          {
            id,
            content: tokens[id],
            single_word: false,
            lstrip: false,
            rstrip: false,
            normalized: false,
            special: true,
          },
        ]
      : [],
  );
  const byteLevel = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true };
  // An object would put tokens that are digits first, and lose one that is "__proto__".
  const vocab = `{${tokens.map((token, id) => `${JSON.stringify(token)}:${id}`).join()}}`;
  const json = JSON.stringify({
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: addedTokens,
    normalizer: null,
    pre_tokenizer: { type: "Sequence", pretokenizers: [{ type: "Digits", individual_digits: true }, byteLevel] },
    post_processor: null,
    decoder: { ...byteLevel, add_prefix_space: true },
    model: {
      type: "BPE",
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      vocab: null,
      merges: list<string>("tokenizer.ggml.merges"),
    },
  });
  // A function, since a token may hold what `replace` takes for a pattern ("$&").
  return json.replace('"vocab":null', () => `"vocab":${vocab}`);
}
