// RUN: ag-opt --ag-call-device-math --split-input-file --verify-diagnostics %s

gpu.module @right {
  gpu.func @root(%x: f32, %y: memref<f32>) kernel {
    %0 = math.sqrt %x : f32
    %1 = math.floor %0 : f32
    %2 = math.log10 %1 : f32
    memref.store %2, %y[] : memref<f32>
    gpu.return
  }
}

// -----

// No function of f128 is compiled for a GPU.
gpu.module @wrong {
  gpu.func @wide(%x: f128, %y: memref<f128>) kernel {
    // expected-error@+1 {{'math.cosh' of 'f128' is not compiled for target=cuda yet}}
    %0 = math.cosh %x : f128
    // expected-error@+1 {{'math.tan' of 'f128' is not compiled for target=cuda yet}}
    %1 = math.tan %0 : f128
    memref.store %1, %y[] : memref<f128>
    gpu.return
  }
}
