import type { ComponentChildren } from 'preact';

// Drawn on a grid of 24, in lines of 1.75, in the colour of the text. All of them are decoration: the words beside them say it.
const Icon = ({ children, size = 24 }: { children: ComponentChildren; size?: number }) => (
  <svg class="icon" viewBox="0 0 24 24" width={size} height={size} fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">
    {children}
  </svg>
);

export const ScanIcon = () => (
  <Icon>
    <path d="M4 8V6a2 2 0 0 1 2-2h2M16 4h2a2 2 0 0 1 2 2v2M20 16v2a2 2 0 0 1-2 2h-2M8 20H6a2 2 0 0 1-2-2v-2M7.5 12h9" />
  </Icon>
);
export const KeyIcon = () => (
  <Icon>
    <circle cx="8" cy="15" r="4" />
    <path d="m11 12 8-8M16 7l3 3M14 9l2 2" />
  </Icon>
);
export const PeopleIcon = () => (
  <Icon>
    <circle cx="12" cy="8" r="3.75" />
    <path d="M4.5 20c.8-3.7 3.7-5.75 7.5-5.75s6.7 2.05 7.5 5.75" />
  </Icon>
);
export const ClockIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="8.25" />
    <path d="M12 7.500V12l3 2" />
  </Icon>
);
export const GearIcon = () => (
  <Icon>
    <path d="M4 7.500h8M18 7.500h2M4 16.500h2M12 16.500h8" />
    <circle cx="15" cy="7.5" r="2.5" />
    <circle cx="9" cy="16.5" r="2.5" />
  </Icon>
);
export const BackIcon = () => (
  <Icon>
    <path d="M19 12H5M11 6l-6 6 6 6" />
  </Icon>
);
export const NextIcon = () => (
  <Icon size={20}>
    <path d="m9 6 6 6-6 6" />
  </Icon>
);
export const PictureIcon = () => (
  <Icon>
    <rect x="4" y="5" width="16" height="14" rx="2.5" />
    <circle cx="9" cy="10" r="1.5" />
    <path d="m5 18 5-5 3 3 2.5-2.500L19.5 17" />
  </Icon>
);
export const LinkIcon = () => (
  <Icon>
    <path d="M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.300l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.700l1-1" />
  </Icon>
);
export const CheckIcon = ({ size = 24 }: { size?: number }) => (
  <Icon size={size}>
    <path d="m5 12.5 4.7 4.700L19 7.5" />
  </Icon>
);
export const CrossIcon = ({ size = 24 }: { size?: number }) => (
  <Icon size={size}>
    <path d="m6.5 6.5 11 11M17.5 6.500l-11 11" />
  </Icon>
);
export const WarnIcon = ({ size = 24 }: { size?: number }) => (
  <Icon size={size}>
    <path d="M12 4 2.75 19.500h18.500zM12 10v4.250M12 16.900v.1" />
  </Icon>
);
export const FlagIcon = ({ size = 24 }: { size?: number }) => (
  <Icon size={size}>
    <path d="M6 21V4M6 5h11l-2.5 4L17 13H6" />
  </Icon>
);
export const CloudOffIcon = ({ size = 24 }: { size?: number }) => (
  <Icon size={size}>
    <path d="M4 4l16 16M9 6.300A6 6 0 0 1 17.5 10 4 4 0 0 1 20.5 16M16.5 18H7a4.5 4.5 0 0 1-.7-8.9" />
  </Icon>
);
export const LogoutIcon = () => (
  <Icon>
    <path d="M14 4.500H7a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2h7M10.5 12H20M16.5 8.5 20 12l-3.5 3.5" />
  </Icon>
);
export const BinIcon = () => (
  <Icon>
    <path d="M4.5 7h15M9.5 7V4.500h5V7M6.5 7l.8 12.500h9.400L17.5 7M10 11v5M14 11v5" />
  </Icon>
);
export const ShieldIcon = () => (
  <Icon>
    <path d="M12 3.5 5 6v5.500c0 4.3 2.8 7.4 7 9 4.2-1.6 7-4.7 7-9V6zM9 12l2.2 2.200L15.2 10" />
  </Icon>
);
export const PhoneIcon = () => (
  <Icon>
    <rect x="7" y="3" width="10" height="18" rx="2.5" />
    <path d="M11 17.750h2" />
  </Icon>
);
