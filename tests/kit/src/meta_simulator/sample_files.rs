//! Files as phones send them, made here: a picture, a voice note, a document.

/// A picture of 320 by 240 pixels: PNG without compression.
pub fn photo() -> Vec<u8> {
    const WIDTH: u32 = 320;
    const HEIGHT: u32 = 240;
    let pixel = |x: u32, y: u32| {
        let box_of_goods = (40..280).contains(&x) && (60..220).contains(&y) && x % 80 > 4 && y % 40 > 3;
        if box_of_goods { [0xc8, 0x8a, 0x4b] } else { [0xe9, 0xe4, 0xd8] }
    };
    let row = |y: u32| std::iter::once(0).chain((0..WIDTH).flat_map(move |x| pixel(x, y)));
    let raw: Vec<u8> = (0..HEIGHT).flat_map(row).collect();
    let header = [&WIDTH.to_be_bytes()[..], &HEIGHT.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, data) in [(b"IHDR", header), (b"IDAT", stored(&raw)), (b"IEND", Vec::new())] {
        let named = [&kind[..], &data].concat();
        png.extend((data.len() as u32).to_be_bytes());
        png.extend(&named);
        png.extend(reflected_crc(&named).to_be_bytes());
    }
    png
}

/// zlib without compression.
fn stored(raw: &[u8]) -> Vec<u8> {
    let mut zlib = vec![0x78, 0x01];
    let mut blocks = raw.chunks(0xffff).peekable();
    while let Some(block) = blocks.next() {
        let length = block.len() as u16;
        zlib.push(u8::from(blocks.peek().is_none()));
        zlib.extend(length.to_le_bytes());
        zlib.extend((!length).to_le_bytes());
        zlib.extend(block);
    }
    let (a, b) = raw.iter().fold((1u32, 0u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    zlib.extend(((b << 16) | a).to_be_bytes());
    zlib
}

fn reflected_crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
    })
}

/// A voice note of three seconds of silence: Opus in Ogg (RFC 7845).
pub fn voice_note() -> Vec<u8> {
    const FRAMES: u64 = 150;
    const SAMPLES: u64 = 960; // of a frame of 20 ms
    let head = b"OpusHead\x01\x02\x00\x00\x80\xbb\x00\x00\x00\x00\x00".to_vec();
    let tags = b"OpusTags\x06\x00\x00\x00sample\x00\x00\x00\x00".to_vec();
    let mut file = ogg_page(2, 0, 0, &[head]);
    file.extend(ogg_page(0, 0, 1, &[tags]));
    // A frame that decodes to silence, for each 20 ms; fifty of them are a page.
    for page in 0..FRAMES / 50 {
        let last = page == FRAMES / 50 - 1;
        let frames = vec![b"\xf8\xff\xfe".to_vec(); 50];
        file.extend(ogg_page(if last { 4 } else { 0 }, (page + 1) * 50 * SAMPLES, page as u32 + 2, &frames));
    }
    file
}

fn ogg_page(flags: u8, granule: u64, serial: u32, packets: &[Vec<u8>]) -> Vec<u8> {
    let mut page = b"OggS\x00".to_vec();
    page.push(flags);
    page.extend(granule.to_le_bytes());
    page.extend(7u32.to_le_bytes());
    page.extend(serial.to_le_bytes());
    page.extend([0; 4]);
    page.push(packets.len() as u8);
    page.extend(packets.iter().map(|packet| packet.len() as u8));
    page.extend(packets.concat());
    let crc =
        page.iter().fold(0u32, |crc, byte| {
            (0..8).fold(crc ^ (u32::from(*byte) << 24), |crc, _| {
                if crc >> 31 == 1 { (crc << 1) ^ 0x04c1_1db7 } else { crc << 1 }
            })
        });
    page.splice(22..26, crc.to_le_bytes());
    page
}

/// A delivery note of one line: PDF.
pub fn document() -> Vec<u8> {
    let line = "BT /F 18 Tf 40 140 Td (Bon 4411: 10 cartons harissa) Tj ET";
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>".to_owned(),
        format!("<</Length {}>>stream\n{line}\nendstream", line.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    let mut pdf = "%PDF-1.4\n".to_owned();
    let mut table = "0000000000 65535 f \n".to_owned();
    for (n, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", pdf.len());
        pdf += &format!("{} 0 obj\n{object}\nendobj\n", n + 1);
    }
    let at = pdf.len();
    pdf += &format!("xref\n0 6\n{table}trailer<</Size 6/Root 1 0 R>>\nstartxref\n{at}\n%%EOF\n");
    pdf.into_bytes()
}
