import type { UserRecord, UserRepository } from '../types.js';
import type { Models, UserModel } from './models.js';
import { hashPassword, isPassword } from './passwords.js';

export function userRepository({ User }: Models): UserRepository {
  /** Checked for a name that nobody has, so that the time taken does not tell. */
  const nobodysHash = hashPassword('nobody signs in with this');

  return {
    async find(username) {
      return userRecord(await User.findByPk(username));
    },

    async verify(username, password) {
      const user = await User.findByPk(username);
      const matches = await isPassword(password, user?.passwordHash ?? (await nobodysHash));
      return matches ? userRecord(user) : null;
    },

    async put({ username, password, role }) {
      const [user] = await User.upsert({ username, role, passwordHash: await hashPassword(password) });
      return userRecord(user);
    },
  };
}

function userRecord(user: UserModel): UserRecord;
function userRecord(user: UserModel | null): UserRecord | null;
function userRecord(user: UserModel | null): UserRecord | null {
  return user && { username: user.username, role: user.role, createdAt: user.createdAt };
}
