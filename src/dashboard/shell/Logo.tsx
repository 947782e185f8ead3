/** The logo: a room with an open door. */
export function Logo() {
  return (
    <span className="grid size-8 shrink-0 place-items-center rounded-r3 bg-accent text-white">
      <svg
        viewBox="0 0 24 24"
        width="22"
        height="22"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.25"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
      >
        <path d="M8.5 19H7a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2h10a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-3.5" />
        <path d="M13.5 19v-6.5L8.5 10v12z" />
      </svg>
    </span>
  )
}
