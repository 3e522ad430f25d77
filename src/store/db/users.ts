import { randomUUID } from 'node:crypto';
import { Op, type Sequelize, type Transaction, UniqueConstraintError } from 'sequelize';
import { CodedError } from '../../errors.js';
import type { UserRecord, UserRepository } from '../types.js';
import type { Models, UserModel } from './models.js';
import { hashOfNothing, hashPassword, isPassword } from './passwords.js';
import { storable } from './text.js';

export function userRepository(sequelize: Sequelize, { User }: Models): UserRepository {
  /** Checked for a name that nobody has, so that the time taken does not tell. */
  const nobodysHash = hashOfNothing();

  /** All administrators are locked, in one order: of two who demote each other, one comes too late. */
  async function lockedUser(username: string, transaction: Transaction): Promise<UserModel> {
    const users = await User.findAll({
      where: { [Op.or]: [{ role: 'ADMIN' }, { username: storable(username) }] },
      order: ['username'],
      lock: transaction.LOCK.UPDATE,
      transaction,
    });
    const user = users.find((candidate) => candidate.username === username);
    if (!user) throw new CodedError('NOT_FOUND', `There is no user ${username}.`);
    return user;
  }

  async function keepAnAdmin(user: UserModel, transaction: Transaction): Promise<void> {
    if (user.role !== 'ADMIN' || (await User.count({ where: { role: 'ADMIN' }, transaction })) > 1) return;
    throw new CodedError('CONFLICT', `${user.username} is the last administrator.`);
  }

  return {
    async find(username) {
      return userRecord(await User.findByPk(storable(username)));
    },

    async page({ first, after }) {
      const where = after ? { username: { [Op.gt]: storable(after) } } : {};
      return (await User.findAll({ where, order: ['username'], limit: first })).map((user) =>
        userRecord(user),
      );
    },

    async tokenStamps(usernames) {
      const users = await User.findAll({ where: { username: usernames.map(storable) } });
      return new Map(users.map(({ username, tokenStamp }) => [username, tokenStamp]));
    },

    async verify(username, password) {
      const user = await User.findByPk(storable(username));
      const matches = await isPassword(password, user?.passwordHash ?? nobodysHash);
      return matches ? userRecord(user) : null;
    },

    async create({ username, password, role }) {
      const row = { username, role, passwordHash: await hashPassword(password), tokenStamp: randomUUID() };
      try {
        return userRecord(await User.create(row, { returning: true }));
      } catch (error) {
        if (!(error instanceof UniqueConstraintError)) throw error;
        throw new CodedError('CONFLICT', `There is a user ${username} already.`);
      }
    },

    async put({ username, password, role }) {
      const passwordHash = await hashPassword(password);
      const [user] = await User.upsert({ username, role, passwordHash, tokenStamp: randomUUID() });
      return userRecord(user);
    },

    setRole(username, role) {
      return sequelize.transaction(async (transaction) => {
        const user = await lockedUser(username, transaction);
        if (user.role === role) return userRecord(user);
        await keepAnAdmin(user, transaction);
        return userRecord(await user.update({ role, tokenStamp: randomUUID() }, { transaction }));
      });
    },

    async setPassword(username, password) {
      const change = { passwordHash: await hashPassword(password), tokenStamp: randomUUID() };
      const [, [user]] = await User.update(change, {
        where: { username: storable(username) },
        returning: true,
      });
      if (!user) throw new CodedError('NOT_FOUND', `There is no user ${username}.`);
      return userRecord(user);
    },

    remove(username) {
      return sequelize.transaction(async (transaction) => {
        const user = await lockedUser(username, transaction);
        await keepAnAdmin(user, transaction);
        await user.destroy({ transaction });
      });
    },
  };
}

function userRecord(user: UserModel): UserRecord;
function userRecord(user: UserModel | null): UserRecord | null;
function userRecord(user: UserModel | null): UserRecord | null {
  if (user === null) return null;
  const { username, role, createdAt, tokenStamp } = user;
  return { username, role, createdAt, tokenStamp };
}
