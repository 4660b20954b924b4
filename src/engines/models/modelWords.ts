/** Words of a file that was chosen, made fit to be shown: one line, without control or direction characters. */
export function shown(text: string, most = 80): string {
  const plain = text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  return plain.length > most ? `${plain.slice(0, most - 1).toWellFormed()}…` : plain;
}

/** The name of a model without what tells its arithmetic, the same for all variants of one model. */
export function familyOf(name: string): string {
  return (
    name
      .toLowerCase()
      // A dot stays within a number alone.
      .replace(/[^a-z0-9.]+|(?<!\d)\.|\.(?!\d)/g, "-")
      .replace(/(?:^|-)(?:i?q\d+(?:f\d+)?(?:-(?:k|[0-9xsml]+|nl))*|bf16|f16|f32|fp16|mlc|gguf)(?=-|$)/g, "")
      .replace(/^-+|-+$/g, "")
  );
}

/** Names in a sentence: "a, b and 3 more". */
export function named(names: readonly string[], most = 3): string {
  if (names.length <= 1) return names[0] ?? "";
  if (names.length > most) return `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
