/** A file as a data URI; rejects where it cannot be read. */
export const dataUri = (file: File): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      resolve(reader.result as string);
    };
    reader.onerror = () => {
      reject(new Error(file.name));
    };
    reader.readAsDataURL(file);
  });
