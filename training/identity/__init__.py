"""What the reader of identity needs: data files made from others' data, and texts to train on."""
