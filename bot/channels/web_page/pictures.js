// Pictures of messages. An <img> cannot send the token in a header, so they are fetched and held as a blob.

const TRIES = 3;

export async function fetchPicture(address, token) {
  for (let tried = 1; ; tried += 1) {
    try {
      const response = await fetch(address, { headers: { Authorization: `Bearer ${token}` }, cache: 'no-store' });
      if (response.ok) return await response.blob();
      if (response.status < 500) throw Object.assign(new Error('no picture'), { final: true });
      throw new Error('no picture now');
    } catch (error) {
      if (error.final || tried === TRIES) throw error;
      await new Promise((resolve) => { setTimeout(resolve, 2000 * tried); });
    }
  }
}
