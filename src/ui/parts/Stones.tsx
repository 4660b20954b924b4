/** From the ground up: centre and radii in a box of 18. */
const STONES = [
  [9, 15.2, 7.6, 2.8],
  [8.1, 10.6, 5.5, 2.3],
  [9.7, 6.8, 4.1, 1.85],
  [8.6, 3.7, 2.9, 1.4],
  [9.2, 1.2, 1.9, 1],
] as const;

/** How many stones stand for this many passages: 1, 2, 3, then 5 and 9 make the fourth and fifth. */
export function stonesFor(support: number): number {
  if (support >= 9) return 5;
  if (support >= 5) return 4;
  return Math.min(3, Math.max(1, Math.floor(support)));
}

/** A pile of one to five stones: how well something is supported, faded as its strength (0 to 1) fades. */
export function Stones({
  support,
  strength = 1,
  className,
}: {
  support: number;
  strength?: number;
  className?: string;
}) {
  const opacity = 0.4 + 0.6 * Math.min(1, Math.max(0, strength));
  return (
    <svg
      viewBox="0 0 18 18"
      width="18"
      height="18"
      fill="currentColor"
      opacity={opacity}
      aria-hidden="true"
      className={className}
    >
      {STONES.slice(0, stonesFor(support)).map(([cx, cy, rx, ry]) => (
        <ellipse key={cy} cx={cx} cy={cy} rx={rx} ry={ry} />
      ))}
    </svg>
  );
}

/** The mark of Cairn: three stones. */
export function Brandmark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 18 18" width="22" height="22" fill="currentColor" aria-hidden="true" className={className}>
      <ellipse cx="9" cy="15" rx="7.2" ry="2.7" />
      <ellipse cx="8" cy="9.7" rx="5" ry="2.3" />
      <ellipse cx="9.8" cy="5" rx="3.4" ry="2" />
    </svg>
  );
}
