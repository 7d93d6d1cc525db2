// The few icons, drawn inline on a 24-px grid so that they take the text's colour.
const paths = {
  well: 'M5 12.5l4.5 4.5L19 7.5',
  watch: 'M12 4.5v9M12 18v.5',
  act: 'M12 4l9 16H3zM12 10v4.5M12 17.2v.3',
  revoked: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM6 6l12 12',
  back: 'M14.5 5.5L8 12l6.5 6.5',
  leave: 'M14 8V5H5v14h9v-3M10 12h10M17 9l3 3-3 3',
  search: 'M10.5 4.5a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM15 15l5 5',
  copy: 'M9 9h10v11H9zM15 9V4H5v11h4',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path
        d={paths[name]}
        fill="none"
        stroke="currentColor"
        stroke-width="2"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
