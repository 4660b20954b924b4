/** Text with the slice start..end marked (UTF-16 offsets). Offsets outside the text mark what there is. */
export function Highlight({ text, start, end }: { text: string; start: number; end: number }) {
  const from = Math.max(0, Math.min(start, text.length));
  const to = Math.max(from, Math.min(end, text.length));
  if (from === to) return <>{text}</>;
  return (
    <>
      {text.slice(0, from)}
      <mark>{text.slice(from, to)}</mark>
      {text.slice(to)}
    </>
  );
}
