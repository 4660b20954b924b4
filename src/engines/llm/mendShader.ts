/** Where TVM's kernel that joins two halves of an attention writes the weight it has joined. */
const JOINED_WEIGHT = /^( *)(S_ptr\[[^=\n]*\] = \(log2\()/m;

/**
 * TVM's attention_merge (all of web-llm's libraries have it) with the barrier it lacks. Its threads that share a head all read
 * S_ptr and all write it: where they run in groups of fewer than a head needs, as on SwiftShader and some phones and laptops,
 * the later groups read what the first has written, and every prompt that is read in more than one piece is read wrong.
 * Any other shader stays as it is.
 */
export function mendShader(code: string): string {
  return code.includes("S_other_ptr") && !code.includes("workgroupBarrier")
    ? code.replace(JOINED_WEIGHT, "$1workgroupBarrier();\n$1$2")
    : code;
}
