const PATHS = {
  chat: <path d="M4 5h16v11H10l-4 3.5V16H4z" />,
  memory: (
    <>
      <ellipse cx="12" cy="17.5" rx="7.5" ry="2.8" />
      <ellipse cx="11.2" cy="12" rx="5.4" ry="2.4" />
      <ellipse cx="12.6" cy="7.2" rx="3.6" ry="2" />
    </>
  ),
  library: <path d="M5 4h4v16H5zM9 4h4v16H9zM14 5l4-1 3 15-4 1z" />,
  reflection: <path d="M12 3a9 9 0 1 0 9 9 7 7 0 0 1-9-9z" />,
  settings: (
    <>
      <path d="M4 7h10M18 7h2M4 17h4M12 17h8" />
      <circle cx="16" cy="7" r="2" />
      <circle cx="10" cy="17" r="2" />
    </>
  ),
  search: (
    <>
      <circle cx="11" cy="11" r="6.5" />
      <path d="M16 16l4.5 4.5" />
    </>
  ),
  close: <path d="M6 6l12 12M18 6L6 18" />,
  back: <path d="M14 5l-7 7 7 7" />,
  down: <path d="M6 10l6 6 6-6" />,
  chats: <path d="M5 6h14M5 12h14M5 18h9" />,
} as const;

export type IconName = keyof typeof PATHS;

/** A line drawing of 24 by 24, sized by the text around it. Says nothing to a screen reader. */
export function Icon({ name, className }: { name: IconName; className?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width="18"
      height="18"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className={className}
    >
      {PATHS[name]}
    </svg>
  );
}
