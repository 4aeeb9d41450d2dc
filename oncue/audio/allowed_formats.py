"""What ffmpeg may open: real containers and sound codecs, by its own names.

Playlists and manifests (hls, dash, concat, imf, image2, sdp ...) are left out: whatever a file is called, ffmpeg goes by its
content, and a playlist named `.wav` would make it open other files of this machine. Video decoders are left out as well:
ffmpeg runs them while it looks at a file, even when only the sound is wanted.
"""

CONTAINERS = (
    *("wav", "w64", "aiff", "au", "caf", "flac", "wv", "ape", "tta", "tak", "voc", "sox", "nistsphere", "ircam", "dsf"),
    *("mp3", "aac", "loas", "latm", "ac3", "eac3", "dts", "truehd", "mpc", "mpc8", "amr", "amrnb", "amrwb", "gsm"),
    *("ogg", "matroska", "webm", "mov", "mp4", "m4a", "3gp", "asf", "avi", "flv", "live_flv", "rm", "wtv", "nut"),
    *("mpeg", "mpegts", "mxf", "gxf", "dv", "xwma"),
)

DECODERS = (
    *("aac", "aac_fixed", "aac_latm", "libfdk_aac", "alac", "flac", "libopus", "opus", "libvorbis", "vorbis", "libspeex"),
    *("speex", "mp1", "mp1float", "mp2", "mp2float", "mp3", "mp3float", "mp3adu", "mp3adufloat", "mp3on4", "mp3on4float"),
    *("ac3", "ac3_fixed", "eac3", "dca", "truehd", "mlp", "ape", "tak", "tta", "wavpack", "shorten", "mpc7", "mpc8"),
    *("wmav1", "wmav2", "wmapro", "wmalossless", "wmavoice", "cook", "ralf", "sipr", "ra_144", "ra_288"),
    *("amrnb", "amrwb", "libopencore_amrnb", "libopencore_amrwb", "gsm", "gsm_ms", "libgsm", "libgsm_ms", "nellymoser"),
    *("qcelp", "evrc", "g722", "g723_1", "g726", "g726le", "g729", "ilbc", "libilbc", "truespeech", "atrac3", "atrac3p"),
    *(
        "mace3",
        "mace6",
        "qdm2",
        "qdmc",
        "dolby_e",
        "s302m",
        "dsd_lsbf",
        "dsd_msbf",
        "dsd_lsbf_planar",
        "dsd_msbf_planar",
        "als",
        "metasound",
    ),
    *("adpcm_ms", "adpcm_ima_wav", "adpcm_ima_qt", "adpcm_swf", "adpcm_yamaha", "adpcm_g722", "adpcm_g726", "adpcm_g726le"),
    *("adpcm_sbpro_2", "adpcm_sbpro_3", "adpcm_sbpro_4", "adpcm_ct", "adpcm_ima_oki"),
    *("pcm_alaw", "pcm_mulaw", "pcm_vidc", "pcm_bluray", "pcm_dvd", "pcm_lxf", "pcm_s8", "pcm_s8_planar", "pcm_u8"),
    *("pcm_s16le", "pcm_s16be", "pcm_s16le_planar", "pcm_s16be_planar", "pcm_u16le", "pcm_u16be"),
    *("pcm_s24le", "pcm_s24be", "pcm_s24le_planar", "pcm_u24le", "pcm_u24be", "pcm_s24daud"),
    *("pcm_s32le", "pcm_s32be", "pcm_s32le_planar", "pcm_u32le", "pcm_u32be", "pcm_s64le", "pcm_s64be"),
    *("pcm_f16le", "pcm_f24le", "pcm_f32le", "pcm_f32be", "pcm_f64le", "pcm_f64be"),
)
