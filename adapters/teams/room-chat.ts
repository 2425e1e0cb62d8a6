// A room as a group chat: nobody but its people sees it, and the bot is in it once it is installed there.
import type pino from 'pino';
import { z } from 'zod';
import { Undeliverable } from '../../src/errors.ts';
import type { MadeRoom, RoomPlan } from '../../src/port.ts';
import { Refused } from './client.ts';
import type { Granted } from './granted.ts';
import { LIMITS } from './limits.ts';
import { remember } from './memory.ts';
import { directoryEntry, memberBody, type Roster } from './people.ts';

const chatSchema = z
  .object({ id: z.string().min(1), webUrl: z.string().nullish() })
  .transform(({ id, webUrl }): MadeRoom => (webUrl ? { channel: id, link: webUrl } : { channel: id }));

const permissionSchema = z.object({ permissionValue: z.string(), permissionType: z.string() });
const installedSchema = z.object({
  value: z.array(
    z.object({
      teamsApp: z.object({ id: z.string().min(1) }),
      teamsAppDefinition: z
        .object({
          authorization: z
            .object({
              requiredPermissionSet: z
                .object({ resourceSpecificPermissions: z.array(permissionSchema).nullish() })
                .nullish(),
            })
            .nullish(),
        })
        .nullish(),
    }),
  ),
});
const nothing = z.unknown();

const CREATE = 'Chat.Create';
/** Without the consent in its name no app may be installed that asks for permissions of the chat's. */
const INSTALL = 'TeamsAppInstallation.ReadWriteAndConsentSelfForChat.All';
const CATALOGUE = 'TeamsAppInstallation.Read.Group';
const MANAGE = 'Chat.Manage.Chat';

/** How an earlier chat whose end was not known is given up. */
const TWICE =
  'Looking for a group chat needs Chat.ReadBasic.All, a consent for every chat of the tenant: it is made once more, and an earlier one, if there is one, stays without the bot.';

/** The whole of what was said before somebody came. */
const FROM_THE_BEGINNING = '0001-01-01T00:00:00Z';

export interface Chats {
  make(granted: Granted, plan: RoomPlan, address: string): Promise<MadeRoom>;
  add(granted: Granted, chat: string, user: string, address: string): Promise<void>;
}

export function createChats({ roster, appId, log }: { roster: Roster; appId: string; log: pino.Logger }): Chats {
  /** By mark: a chat into which the bot could not be put yet is not made again. */
  const made = new Map<string, MadeRoom>();

  async function create(granted: Granted, plan: RoomPlan, address: string): Promise<MadeRoom> {
    if (plan.doubtful) log.warn({ mark: plan.mark }, TWICE);
    const entries = await Promise.all(plan.users.map((user) => directoryEntry(roster, user, address)));
    const known = entries.filter((entry) => entry !== undefined);
    if (known.length === 0) throw new Undeliverable('A group chat cannot be made of nobody');
    const members = known.map((entry) => memberBody(granted, entry, rolesOf(entry)));
    const body = { chatType: 'group', topic: plan.title, members };
    return { ...(await granted.ask(CREATE, '/chats', chatSchema, { method: 'POST', body })), name: plan.title };
  }

  return {
    async make(granted, plan, address) {
      // Before anything is made, so that what is not granted leaves nothing behind.
      const app = await ourApp(granted, appId);
      const room = made.get(plan.mark) ?? (await create(granted, plan, address));
      remember(made, plan.mark, room, LIMITS.teams);
      await install(granted, room.channel, app);
      return room;
    },
    async add(granted, chat, user, address) {
      const entry = await directoryEntry(roster, user, address);
      const member = memberBody(granted, entry, rolesOf(entry));
      const body = { ...member, visibleHistoryStartDateTime: FROM_THE_BEGINNING };
      // Whoever is in it already stays in it.
      const call = { method: 'POST', body, repeatable: true } as const;
      await granted.ask(MANAGE, `/chats/${encodeURIComponent(chat)}/members`, nothing, call);
    },
  };
}

const rolesOf = (entry: { guest: boolean } | undefined): readonly string[] => [entry?.guest ? 'guest' : 'owner'];

interface App {
  /** In the tenant's catalogue, where it is not called as in its manifest. */
  readonly id: string;
  readonly permissions: readonly z.infer<typeof permissionSchema>[];
}

/** As it is installed in the team of the rooms: there a team's owner can consent to our asking. */
async function ourApp(granted: Granted, appId: string): Promise<App> {
  const filter = encodeURIComponent(`teamsApp/externalId eq '${appId}'`);
  const query = `$expand=teamsApp,teamsAppDefinition&$filter=${filter}`;
  const path = `/teams/${encodeURIComponent(granted.team)}/installedApps?${query}`;
  const { value } = await granted.ask(CATALOGUE, path, installedSchema);
  const [app] = value;
  if (!app) throw new Undeliverable('Muster is not installed in the team of TEAMS_INCIDENTS_TEAM_ID');
  const asked = app.teamsAppDefinition?.authorization?.requiredPermissionSet?.resourceSpecificPermissions ?? [];
  return { id: app.teamsApp.id, permissions: asked.filter(({ permissionValue }) => /\.Chat$/u.test(permissionValue)) };
}

async function install(granted: Granted, chat: string, { id, permissions }: App): Promise<void> {
  const body = {
    'teamsApp@odata.bind': granted.address(`/appCatalogs/teamsApps/${id}`),
    ...(permissions.length > 0 ? { consentedPermissionSet: { resourceSpecificPermissions: permissions } } : {}),
  };
  const call = { method: 'POST', body, repeatable: true } as const;
  try {
    await granted.ask(INSTALL, `/chats/${encodeURIComponent(chat)}/installedApps`, nothing, call);
  } catch (error) {
    // It is there already.
    if (!(error instanceof Refused && error.status === 409)) throw error;
  }
}
