"""The forced aligner: our own Viterbi search over pocketsphinx's acoustic model (MFCC, GMM, HMM, G2P)."""
