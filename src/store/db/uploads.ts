import type { UploadRecord, UploadRepository } from '../types.js';
import { isId } from './ids.js';
import type { Models, UploadModel } from './models.js';

export function uploadRepository({ Upload }: Models): UploadRepository {
  return {
    async create(upload) {
      return uploadRecord(await Upload.create({ ...upload }));
    },

    async get(id) {
      const upload = isId(id) ? await Upload.findByPk(id) : null;
      return upload && uploadRecord(upload);
    },

    async remove(id) {
      await Upload.destroy({ where: { id } });
    },

    async namedKeys(objectKeys) {
      const named = await Upload.findAll({ attributes: ['objectKey'], where: { objectKey: objectKeys } });
      return new Set(named.map(({ objectKey }) => objectKey));
    },
  };
}

function uploadRecord(upload: UploadModel): UploadRecord {
  return {
    id: upload.id,
    objectKey: upload.objectKey,
    fileName: upload.fileName,
    bytes: Number(upload.bytes),
    sha256: upload.sha256,
    createdBy: upload.createdBy,
    createdAt: upload.createdAt,
  };
}
