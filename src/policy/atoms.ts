// The smallest things that a policy is written with: keys, moments, names.
import { IANAZone } from 'luxon';
import { z } from 'zod';

export const key = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,39}$/u, 'a key is 1–40 of a–z, 0–9, - and _, and begins with a letter');
export const zone = z
  .string()
  .refine((name) => IANAZone.isValidZone(name), 'not an IANA time zone, such as Europe/Paris');
export const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/u, 'a time is written like 08:30');
export const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/u, 'a date is written like 2026-12-25');
export const level = z.enum(['high', 'medium', 'low']);
export const priority = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]);
export const hours = z.number().positive().max(8760);
export const words = z.array(z.string().min(2)).default([]);
/** What people read: in one language for everybody, or in each. */
export const named = z.union([z.string().min(1), z.strictObject({ en: z.string().min(1), zh: z.string().min(1) })]);

/** A mail address, an account or a chat's own group, as members are named. */
export const someone = z.string().min(3);
