// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {SyntheticAsset} from "../../src/claims/SyntheticAsset.sol";
import {Test} from "../support/Test.sol";
import {ZooToken} from "../support/tokens/ZooToken.sol";

/// @title A vault of which only the share price matters: atoms of a six-decimal asset for a share of twelve decimals
contract PriceVault {
    uint8 public constant decimals = 12;
    uint256 public price1e18 = 1e18;

    function setPrice(uint256 price1e18_) external {
        price1e18 = price1e18_;
    }

    function convertToAssets(uint256 shares) external view returns (uint256) {
        // A share at price 1 is 1e6 atoms of the asset.
        return (shares * price1e18) / 1e24;
    }
}

/// @title A vault at 1.0, observed for two days, with a band from 0.5 to 2.5
abstract contract SyntheticBase is Test {
    uint256 internal constant NOW = 1_800_000_000;
    uint64 internal constant EXPIRY = uint64(NOW + 30 days);

    SyntheticAsset internal synthetic;
    PriceVault internal vault;
    ZooToken internal cash;

    function setUp() public virtual {
        vm.warp(NOW);
        synthetic = new SyntheticAsset(address(new AccessManager(address(this))));
        vault = new PriceVault();
        cash = new ZooToken("CASH", 6);
        synthetic.setCollateral(IERC20(cash), true);
        synthetic.setIndexed(IERC4626(address(vault)), true);
        cash.mint(address(this), 1_000e6);
        cash.approve(address(synthetic), type(uint256).max);
        synthetic.observe(IERC4626(address(vault)));
        _observe(1 days, 1e18);
    }

    function _band() internal view returns (SyntheticAsset.Band memory) {
        return SyntheticAsset.Band(IERC4626(address(vault)), IERC20(cash), 0.5e18, 2.5e18, EXPIRY);
    }

    function _open() internal returns (uint256 id) {
        id = synthetic.openSynthetic(_band());
        synthetic.split(id, 800, address(this), address(this));
    }

    /// @dev Time passes, then the price changes and is observed in the same second.
    function _observe(uint256 seconds_, uint256 price1e18) internal {
        vm.warp(vm.getBlockTimestamp() + seconds_);
        vault.setPrice(price1e18);
        synthetic.observe(IERC4626(address(vault)));
    }

    /// @dev The price goes to `price1e18` and stays for a whole window.
    function _rise(uint256 price1e18) internal {
        _observe(1 days, price1e18);
        _observe(1 days, price1e18);
    }

    /// @dev Closes a window just at `moment`, at whatever price the vault has.
    function _passTo(uint256 moment) internal {
        _observe(moment - vm.getBlockTimestamp(), vault.price1e18());
    }

    function _markNow() internal view returns (uint256 mark, uint256 closedAt) {
        return synthetic.markAt(IERC4626(address(vault)), uint64(vm.getBlockTimestamp()));
    }
}
