// Times as people read them, in the zone of whoever looks.

const format = (zone: string, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options });

export const clockTime = (iso: string, zone: string): string =>
  format(zone, { hour: '2-digit', minute: '2-digit' }).format(new Date(iso));

export const dayOf = (iso: string, zone: string): string =>
  format(zone, { weekday: 'long', day: 'numeric', month: 'long' }).format(new Date(iso));

/** Such as "Mon 23 Nov, 09:14". */
export const dayAndTime = (date: Date, zone: string): string =>
  format(zone, { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(date);

export const secondsOf = (iso: string, zone: string): string =>
  format(zone, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(new Date(iso));

/** The last part of a zone's name: Paris, New York. */
export const cityOf = (zone: string): string => (zone.split('/').at(-1) ?? zone).replace(/_/g, ' ');
