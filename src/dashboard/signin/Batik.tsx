const LEAVES = [
  { x: 20, y: 20, turn: -45, vein: 'M13 13L27 27' },
  { x: 60, y: 20, turn: 45, vein: 'M67 13L53 27' },
  { x: 20, y: 60, turn: 45, vein: 'M27 53L13 67' },
  { x: 60, y: 60, turn: -45, vein: 'M53 53L67 67' },
] as const

/** Kawung, a batik pattern, in indigo. It fades out behind the text. */
export function Batik() {
  return (
    <svg width="100%" height="100%" className="absolute inset-0" aria-hidden="true">
      <defs>
        <pattern
          id="kawung"
          width="80"
          height="80"
          patternUnits="userSpaceOnUse"
          fill="none"
          stroke="#fff"
          strokeWidth="1.25"
        >
          {LEAVES.map(({ x, y, turn, vein }) => (
            <g key={vein}>
              <ellipse cx={x} cy={y} rx="11" ry="24" transform={`rotate(${turn} ${x} ${y})`} />
              <path d={vein} />
            </g>
          ))}
        </pattern>
        <linearGradient id="nila" x2="0" y2="1">
          <stop stopColor="#3F4BC4" />
          <stop offset="1" stopColor="#262F85" />
        </linearGradient>
        <linearGradient id="fading" x2="0" y2="1">
          <stop stopColor="#fff" />
          <stop offset=".62" stopColor="#fff" />
          <stop offset=".86" stopColor="#000" />
        </linearGradient>
        <mask id="fade">
          <rect width="100%" height="100%" fill="url(#fading)" />
        </mask>
      </defs>
      <rect width="100%" height="100%" fill="url(#nila)" />
      <rect width="100%" height="100%" fill="url(#kawung)" opacity=".16" mask="url(#fade)" />
    </svg>
  )
}
