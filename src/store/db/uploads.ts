import { fn, literal, Op, QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import { CodedError } from '../../errors.js';
import type { UploadRecord, UploadRepository } from '../types.js';
import { isId } from './ids.js';
import type { Models, UploadModel } from './models.js';

const UNFINISHED = `EXISTS (
  SELECT 1 FROM jobs WHERE upload_ids @> ARRAY[uploads.id] AND status IN ('QUEUED', 'RUNNING'))`;

/** By the age of the upload, and of its last use, in milliseconds; $2 may be null. */
const UNNEEDED = `
  SELECT id FROM uploads
   WHERE removed_at IS NULL AND NOT ${UNFINISHED}
     AND (created_at < now() - $2 * interval '1 millisecond'
       OR (created_at < now() - $1 * interval '1 millisecond'
         AND NOT EXISTS (SELECT 1 FROM reports WHERE upload_id = uploads.id)
         AND NOT EXISTS (SELECT 1 FROM jobs WHERE upload_ids @> ARRAY[uploads.id]
                          AND finished_at > now() - $1 * interval '1 millisecond')))
   ORDER BY created_at LIMIT $3 FOR UPDATE SKIP LOCKED`;

export function uploadRepository(sequelize: Sequelize, { Upload }: Models): UploadRepository {
  return {
    async create(upload) {
      return uploadRecord(await Upload.create({ ...upload }));
    },

    async get(id) {
      const upload = isId(id) ? await Upload.findOne({ where: { id, removedAt: null } }) : null;
      return upload && uploadRecord(upload);
    },

    async settle(id, bytes) {
      const [settled] = await Upload.update(bytes, { where: { id, sha256: null, removedAt: null } });
      return settled === 1;
    },

    async remove(id) {
      await Upload.destroy({ where: { id } });
    },

    async forgetUnneeded({ unusedForMs, keptForMs, first }) {
      return sequelize.transaction(async (transaction) => {
        const unneeded = await sequelize.query<{ id: string }>(UNNEEDED, {
          bind: [unusedForMs, keptForMs, first],
          type: QueryTypes.SELECT,
          transaction,
        });
        // Asked again, now that no new job can name them before the commit: one may have come before the lock.
        const [, forgotten] = await Upload.update(
          { removedAt: fn('now') },
          {
            where: { id: unneeded.map(({ id }) => id), [Op.and]: literal(`NOT ${UNFINISHED}`) },
            returning: true,
            transaction,
          },
        );
        await sequelize.query(
          `DELETE FROM uploads WHERE removed_at IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM reports WHERE upload_id = uploads.id)`,
          { transaction },
        );
        return forgotten.map(uploadRecord);
      });
    },

    async namedKeys(objectKeys) {
      const named = await Upload.findAll({
        attributes: ['objectKey'],
        where: { objectKey: objectKeys, removedAt: null },
      });
      return new Set(named.map(({ objectKey }) => objectKey));
    },
  };
}

/**
 * Keeps uploads from being forgotten until the transaction, which names them, is through.
 * @throws CodedError NOT_FOUND when one is no longer kept
 */
export async function holdUploads(
  sequelize: Sequelize,
  ids: readonly string[],
  transaction: Transaction,
): Promise<void> {
  const wanted = [...new Set(ids)];
  const held = await sequelize.query(
    'SELECT id FROM uploads WHERE id = ANY ($1::uuid[]) AND removed_at IS NULL FOR KEY SHARE',
    { bind: [wanted], type: QueryTypes.SELECT, transaction },
  );
  if (held.length < wanted.length) throw new CodedError('NOT_FOUND', 'The upload is no longer kept.');
}

function uploadRecord(upload: UploadModel): UploadRecord {
  return {
    id: upload.id,
    objectKey: upload.objectKey,
    fileName: upload.fileName,
    bytes: Number(upload.bytes),
    sha256: upload.sha256,
    announcedSha256: upload.announcedSha256,
    createdBy: upload.createdBy,
    createdAt: upload.createdAt,
  };
}
