import LoaderCircle from 'lucide-react/icons/loader-circle'

export function Spinner({ size = 16 }: { size?: number }) {
  return <LoaderCircle size={size} className="animate-turn shrink-0" aria-hidden="true" />
}
