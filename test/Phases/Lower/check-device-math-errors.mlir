// RUN: ag-opt --ag-check-device-math --split-input-file --verify-diagnostics %s

gpu.module @right {
  gpu.func @root(%x: f32, %y: memref<f32>) kernel {
    %0 = math.sqrt %x : f32
    %1 = math.floor %0 : f32
    memref.store %1, %y[] : memref<f32>
    gpu.return
  }
}

// -----

gpu.module @wrong {
  gpu.func @sine(%x: f64, %y: memref<f64>) kernel {
    // expected-error@+1 {{'math.sin' of 'f64' is not compiled for target=cuda yet}}
    %0 = math.sin %x : f64
    // expected-error@+1 {{'arith.remf' of 'f64' is not compiled for target=cuda yet}}
    %1 = arith.remf %0, %x : f64
    memref.store %1, %y[] : memref<f64>
    gpu.return
  }
}
